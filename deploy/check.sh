#!/bin/sh
# Everything that can be said about the code without running it; every check runs, the first failure is not the last word.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=""

run() {
    name=$1
    shift
    echo "== $name" >&2
    "$@" || failed="$failed, $name"
}

code="smpclinic patients consultations tests deploy manage.py"

# shellcheck disable=SC2086 # a list of folders
python_files() { find $code -name '*.py' -not -path '*/migrations/*'; }
templates() { find templates smpclinic patients consultations -name '*.html'; }

upgrade() { python_files | xargs $bin/django-upgrade --target-version 5.2 --check; }
template_format() { templates | xargs $bin/djade --target-version 5.2 --check; }
template_lint() { templates | xargs $bin/djlint --lint --quiet; }

# what production would have, so that `check --deploy` judges production's settings
production() {
    env DEVELOPMENT=0 \
        SECRET_KEY=long-enough-for-the-check-and-of-no-use-anywhere-else-0123456789 \
        ALLOWED_HOSTS=clinic.example SITE_URL=https://clinic.example BEHIND_PROXY=true \
        DATABASE_URL=postgres://clinic@127.0.0.1/clinic REDIS_URL=redis://127.0.0.1/0 \
        EMAIL_URL=smtp+tls://clinic:password@mail.clinic.example:587 MAIL_FROM=desk@clinic.example \
        "$@"
}

run "format" $bin/ruff format --check --quiet .
run "lint" $bin/ruff check --quiet .
run "types" $bin/mypy
run "contracts" $bin/lint-imports --no-cache
run "Django idioms" upgrade
run "template format" template_format
run "template lint" template_lint
run "migrations are complete" $bin/python manage.py makemigrations --check --dry-run
run "production settings" production $bin/python manage.py check --deploy --fail-level WARNING

if [ -n "$failed" ]; then
    echo "Failed: ${failed#, }" >&2
    exit 1
fi
echo "All checks passed." >&2
