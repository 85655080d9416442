# Every recipe calls cargo; `.ci/run` calls the same lines, so `just` is a convenience and never needed.

# What there is.
help:
    @just --list

# Everything that the continuous integration checks.
check:
    bash .ci/run

# The tests.
test:
    cargo test --workspace

# Accept the golden files and generated pages as they come out now; read the difference as prose.
bless:
    TIPCTL_BLESS=1 cargo test --workspace

# The whole chain on the sandbox.
demo:
    cargo run --release -p tipctl -- --sandbox apply specs/quickstart.toml --auto-approve

# The sandbox over TCP, for the AWS CLI.
sandbox port="4567":
    cargo run --release -p tipctl -- sandbox serve --port {{port}}

# Source files that have grown past what fits in a head.
lengths:
    @git ls-files '*.rs' | xargs wc -l | awk '$2 != "total" && $1 > 400' | sort -rn
