# The commands of a working day; `just` lists them. CONTRIBUTING.md says more.

_default:
    @just --list

# Run the tests, or some: `just test -k parrot`.
test *arguments:
    uv run --group dev pytest {{ arguments }}

# Put imports and layout in order.
format:
    uv run --group dev ruff check --fix
    uv run --group dev ruff format

# Check style and layers.
lint:
    .ci/run lint

# Check types, on the wheel as it is installed.
types:
    .ci/run types

# Check everything, as CI does.
check:
    .ci/run

# Fuzz the reader of cartridges for a minute each; `just fuzz archives --seconds 600`.
fuzz *arguments:
    uv run --group dev --group fuzz python tools/fuzz.py {{ arguments }}

# Measure start-up, a turn, archives and the server against their peers.
bench:
    uv run --group dev python -m benchmarks.startup
    uv run --group dev python -m benchmarks.turn
    uv run --group dev python -m benchmarks.archives
    uv run --group dev python -m benchmarks.web.load
    uv run --group dev python -m benchmarks.web.faults

# Draw the pages for the README, in light and dark.
pictures *arguments:
    uv run --group dev python -m tools.screenshots {{ arguments }}
