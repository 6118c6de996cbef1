#!/usr/bin/env bash
# What action.yml runs: the published command, with the options that the inputs name. The inputs come as INPUT_*.
# It also runs with the bash 3.2 of macOS.
set -euo pipefail

args=("$INPUT_COMMAND")
report=${RUNNER_TEMP:?}/eyes-batch-close-$$.json

fail() {
  echo "::error title=eyes-batch-close::$1"
  exit 2
}

# option NAME VALUE: --NAME=VALUE, unless the input is empty.
option() {
  [ -z "$2" ] || args+=("--$1=$2")
}

# whether INPUT VALUE: for inputs that are true or false.
whether() {
  case $2 in
    true) return 0 ;;
    false) return 1 ;;
    *) fail "the input $1 must be true or false" ;;
  esac
}

# Adds each line that is not empty as an argument.
add_lines() {
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    [ -z "$line" ] || args+=("$line")
  done <<<"$1"
}

call() {
  npx --yes "eyes-batch-close@$version" "${args[@]}"
}

# output NAME VALUE: the value is one line.
output() {
  printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"
}

# Calls it, and hands on what became of the batches: without a report it has said why. Line breaks stand between the
# values of JSON, never in one.
call_with_report() {
  local status=0
  : >"$report"
  call || status=$?
  output report "$(tr -d '\n' <"$report")"
  return "$status"
}

# The first batch ID of the report, if there is one.
first_id() {
  node -e '
    const report = require("node:fs").readFileSync(process.argv[1], "utf8");
    console.log(JSON.parse(report || "{}").results?.[0]?.batchId ?? "");
  ' "$report"
}

# What run and close have in common.
closing_options() {
  option batch-build-id "$INPUT_BATCH_BUILD_ID"
  option server-url "$INPUT_SERVER_URL"
  option shard "$INPUT_SHARD"
  option total-timeout "$INPUT_TOTAL_TIMEOUT"
  option fail-on "$INPUT_FAIL_ON"
  option junit "$INPUT_JUNIT"
  option report "$report"
  ! whether results "$INPUT_RESULTS" || args+=(--results)
  whether fail "$INPUT_FAIL" || args+=(--no-fail)
}

run_tests() {
  [ -n "$INPUT_RUN" ] || fail 'the command run needs the input run: the command line of the tests'
  closing_options
  option batch-name "$INPUT_BATCH_NAME"
  add_lines "$INPUT_OPTIONS"
  # The command line is known to the inner bash as a variable alone; so is the ID, which run has set.
  # shellcheck disable=SC2016
  args+=(-- bash -c 'printf "batch-id=%s\n" "$APPLITOOLS_BATCH_ID" >>"$GITHUB_OUTPUT"; exec bash -eo pipefail -c "$INPUT_RUN"')
  call_with_report
}

set_variables() {
  local variables
  args+=(--format=dotenv)
  option batch-build-id "$INPUT_BATCH_BUILD_ID"
  option batch-name "$INPUT_BATCH_NAME"
  add_lines "$INPUT_OPTIONS"
  variables=$(call)
  printf '%s\n' "$variables" >>"$GITHUB_ENV"
  output batch-id "$(sed -n 's/^APPLITOOLS_BATCH_ID=//p' <<<"$variables")"
}

close_batches() {
  local status=0
  closing_options
  ! whether ci "$INPUT_CI" || args+=(--ci)
  ! whether ignore-missing "$INPUT_IGNORE_MISSING" || args+=(--ignore-missing)
  add_lines "$INPUT_OPTIONS"
  args+=(--)
  add_lines "$INPUT_BATCH_IDS"
  call_with_report || status=$?
  output batch-id "$(first_id)"
  return "$status"
}

version=$INPUT_VERSION
if [ -z "$version" ]; then
  version=$(node -p 'require(process.argv[1]).version' "$GITHUB_ACTION_PATH/package.json")
fi
# A version or a tag of the registry: nothing that npm would take for an address or another package.
[[ $version =~ ^[0-9A-Za-z.+-]+$ ]] || fail 'the input version must be a version, such as 0.1.0'

# An empty input leaves the key to the environment.
[ -z "$INPUT_API_KEY" ] || export APPLITOOLS_API_KEY=$INPUT_API_KEY
[ -z "$INPUT_READ_API_KEY" ] || export EYES_BATCH_READ_KEY=$INPUT_READ_API_KEY
unset INPUT_API_KEY INPUT_READ_API_KEY

option store "$INPUT_STORE"
option timeout "$INPUT_TIMEOUT"
case $INPUT_COMMAND in
  run) run_tests ;;
  env) set_variables ;;
  close) close_batches ;;
  *) fail 'the input command must be run, env or close' ;;
esac
