# The commands of every day. `make help` lists them.

PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
LOCK := $(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help install run test mutate coverage bench check format messages lock clean packages test-packages

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*  ## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*  ## /  make \1\t/' | expand -t 18

packages:
	@sh deploy/install.sh base
	@[ -e .env ] || echo 'DEVELOPMENT=1' > .env

test-packages: packages
	@sh deploy/install.sh dev

install: packages  ## Set up without starting: packages, database, demo clinic, static files
	@$(BIN)/python -m smpclinic.prepare

run: packages  ## Start the clinic on this machine: web, worker and clock (PORT=9000 make run for another port)
	@PORT=$(PORT) exec $(BIN)/python -P smpclinic/supervisor.py

test: test-packages  ## Run all tests on SQLite, then on PostgreSQL with Redis and Chromium
	@sh tests/run.sh

mutate: test-packages  ## Change the plan engine in thousands of small ways, and count what the tests notice
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -P tests/mutation.py run --max-children 2
	@$(BIN)/python -P tests/mutation.py counts

coverage: test-packages  ## Ask that the tests of the plan engine take every branch of it
	@PLAN_EXAMPLES=15 $(BIN)/python -m pytest -q -n 2 tests/planning tests/consultations/test_followups.py \
		--cov=consultations/planning --cov-fail-under=100

bench: test-packages  ## Measure plans beside a JSON parser, saves beside a bare view, photos beside bare Pillow, the intake on a slow phone
	@$(BIN)/python -m tests.bench

check: test-packages  ## Format, lint, types, contracts, migrations, templates, production settings
	@sh deploy/check.sh

format: test-packages  ## Put code and templates into the shape that check asks for
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .
	@find templates smpclinic patients consultations -name '*.html' | xargs $(BIN)/djade --target-version 5.2 || true

messages: packages  ## Gather the words to translate into smpclinic/locale (needs gettext; translations are compiled by install and run)
	@command -v xgettext >/dev/null || sh deploy/system_packages.sh gettext
	@$(BIN)/python manage.py makemessages --verbosity 0

lock: test-packages  ## Make deploy/locks again with the newest versions that pyproject.toml allows
	$(LOCK) --group tools -o deploy/locks/tools.txt
	$(LOCK) pyproject.toml -o deploy/locks/base.txt
	$(LOCK) pyproject.toml --group dev -c deploy/locks/base.txt -o deploy/locks/dev.txt

clean:  ## Remove what was made, except the clinic's own database and uploads
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis mutants htmlcov .coverage .coverage.* var/static var/broker var/beat
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
