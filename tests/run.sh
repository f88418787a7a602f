#!/bin/sh
# Everything on SQLite, then what touches a database again on PostgreSQL; both with Redis and Chromium.
set -u
cd "$(dirname "$0")/.."
browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
if [ -z "$browser" ] || ! ls /usr/lib*/libatomic.so.1 /usr/lib*/*/libatomic.so.1 2>/dev/null | grep -q .; then
    sh deploy/system_packages.sh chromium libatomic1 || exit 1
fi
pytest="${PYTEST:-.venv/bin/python -m pytest -n 2 --dist worksteal -q}"
with_services=".venv/bin/python tests/with_services.py"

# 20,000 random findings for the engine; a run by hand takes a few hundred
export PLAN_EXAMPLES="${PLAN_EXAMPLES:-920}"

echo "On SQLite" >&2
# shellcheck disable=SC2086 # the commands are lists of words
$with_services env TEST_DATABASE_URL= $pytest "$@"
sqlite=$?

echo "On PostgreSQL" >&2
# the engine, the words of pages and the table of roles know no database, a browser shows a page alike on either, `make
# run` brings its own: once is enough. From end to end on both: the intake by link, the plan, and what follows it.
once="tests/planning tests/house/test_supervisor.py tests/house/test_words.py tests/house/test_access.py
    tests/house/test_privacy.py tests/house/test_deployment.py tests/smpclinic/test_web_browser.py
    tests/smpclinic/test_languages.py tests/consultations/test_plan_trace_languages.py
    tests/consultations/test_numbers_words.py tests/patients/test_questions_paths.py
    tests/patients/test_intake_languages.py tests/patients/test_imaging.py tests/patients/test_selectors.py
    $(ls tests/patients/*_browser.py tests/journeys/test_*.py | grep -vE '/test_(intake_link|plan|follow_up)\.py')"
# shellcheck disable=SC2046,SC2086
$with_services $pytest $(printf -- '--ignore=%s ' $once) "$@"
postgres=$?

[ "$sqlite" = 0 ] || echo "Failed on SQLite: see the first of the two summaries above." >&2
[ "$sqlite" = 0 ] && exit "$postgres"
exit "$sqlite"
