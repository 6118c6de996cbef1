// @ts-check
'use strict';

exports.all = `Closes Applitools Eyes batches after the last test.

  eyes-batch-close [close] [ID…]     closes the batches, or that of APPLITOOLS_BATCH_ID
  eyes-batch-close run -- COMMAND…   gives any command that runs tests one batch, and closes it after
  eyes-batch-close results [ID…]     prints the results of the batches: counts, and a link
  eyes-batch-close env               prints the variables for jobs that share a batch
  eyes-batch-close id                prints one batch ID for all jobs of a CI run
  eyes-batch-close status [ID…]      says which shards of a run are done, and whether one has closed
  eyes-batch-close serve             runs a local Eyes server to try things with
  eyes-batch-close demo              shows three processes that share a batch
  eyes-batch-close --version, -V

eyes-batch-close close --help says more, and likewise for the other commands.

Tests in one process or many, with APPLITOOLS_API_KEY set:
  npx eyes-batch-close run -- npx cypress run

The last job of a pipeline:
  npx eyes-batch-close --ci

Or each of four shards, of which the last closes:
  npx eyes-batch-close run --shard 2/4 --store redis://… -- npx eyes-storybook --shard 2/4`;

exports.close = `eyes-batch-close [close] [ID…] [OPTION…]

Closes the batches of these IDs; without any, that of APPLITOOLS_BATCH_ID.

  --from FILE           more IDs, one per line; - reads standard input
  --ci                  without any ID, that of the CI run, as "eyes-batch-close id" prints it
  --shard 2/4           says in the store that this shard is done; the last of all closes
  --store URL           redis://…, rediss://… or file:///…; default: EYES_BATCH_STORE
  --close-anyway        closes even if the store fails: rather a split batch than an open one
  --ignore-missing      a batch that the server does not know is no failure
  --no-fail             exits with 0 even if batches were not closed
  --dry-run             prints the requests as curl lines, or with --json as data; sends nothing, needs no key
  --json                the report goes to stdout, all else to stderr
  --report FILE         writes the report to a file
  --quiet               prints warnings and errors only
  --verbose             prints each attempt, and names every batch:
                        else, of more than 20, closed ones and further failures are counted

  --results, --fail-on WHAT, --junit FILE, --results-timeout MS, --results-url URL, --read-api-key KEY
                        the results of the batches, once they are closed: eyes-batch-close results --help

  --server-url URL      default: APPLITOOLS_EYES_SERVER_URL, APPLITOOLS_SERVER_URL, the public one
  --api-key KEY         visible in the process list: better set APPLITOOLS_API_KEY
  --api-key-in PLACE    query (default) or header
  --proxy URL           default: APPLITOOLS_PROXY_URL, HTTPS_PROXY or HTTP_PROXY unless NO_PROXY
  --batch-build-id ID   default: APPLITOOLS_BATCH_BUILD_ID
  --timeout MS          of one attempt; default: 30000
  --total-timeout MS    of all closing; default: 120000
  --retries N           further attempts after a failed one; default: 5
  --concurrency N       batches closed at the same time, 1 to 32; default: 8
  --ca FILE             PEM, certificates to trust
  --cert FILE --key FILE  PEM, a client certificate

Exit status: 0 all are closed, or other shards are still to come; 1 some are not closed, the store failed, with --fail-on
the results can't be read, or a file can't be written; 2 wrong arguments or settings; 3 all are closed, and something was
found that --fail-on names; 130 SIGINT; 143 SIGTERM, or a disk of the store that hangs.

  eyes-batch-close nightly-4711
  eyes-batch-close --from ids.txt --concurrency 32
  eyes-batch-close close run       closes a batch called run: needed where an ID is, or nearly is, a command`;

exports.results = `eyes-batch-close results [ID…] [OPTION…]

Prints the results of the batches of these IDs, and closes none; without any, of that of APPLITOOLS_BATCH_ID. The counts
can lag behind the close, so it asks until two answers agree. With --results the commands close and run do the same for
the batches that they have closed.

  --fail-on WHAT         exits with 3 where it is found: unresolved, failed, new, aborted, empty, with commas between them
  --junit FILE           writes one test case for each test, with its link
  --results-timeout MS   how long the counts have to settle; default: 30000
  --results-url URL      default: EYES_RESULTS_URL, else https://eyes.… for https://eyesapi.…, with /api/v1 behind it
  --read-api-key KEY     a key with the permission read; visible in the process list: better set EYES_BATCH_READ_KEY;
                         default: the key that closes

  --from FILE, --ci, --dry-run, --json, --report FILE, --quiet, --verbose
                         as for close
  --server-url, --api-key, --proxy, --timeout, --retries, --concurrency, --ca, --cert, --key  as for close
  --no-fail              exits with 0 even if --fail-on is given and the results can't be read

What can't be read is a warning; with --fail-on it is an error.

Exit status: 0; 1 with --fail-on, where the results can't be read, or a file can't be written; 2 wrong arguments or
settings; 3 something was found that --fail-on names; 130 SIGINT; 143 SIGTERM.

  eyes-batch-close results nightly-4711
  eyes-batch-close close nightly-4711 --fail-on unresolved,failed --junit eyes.xml`;

exports.run = `eyes-batch-close run [OPTION…] -- COMMAND [ARGUMENT…]

Runs the command with one batch for all its tests, and closes the batch after it, however it ended. The ID is that of
APPLITOOLS_BATCH_ID, else in a shard that of the CI run, else a fresh one. The command gets APPLITOOLS_BATCH_ID,
APPLITOOLS_DONT_CLOSE_BATCHES=true and EYES_BATCH_CLOSE=false, so that neither the SDKs nor a hook close before. An ID
that all jobs of the CI run find is left open for the last job. It is started without a shell: for a pipe or a variable,
write sh -c '…'.

  --batch-name NAME  becomes APPLITOOLS_BATCH_NAME, if that is unset
  --shard 2/4        says in the store that this shard is done; the last of all closes
  --store URL        redis://…, rediss://… or file:///…; default: EYES_BATCH_STORE
  --no-fail          nothing about closing fails the call, not even that no key is set
  --quiet            says warnings and errors only
  --verbose          says each attempt
  --report FILE      writes what became of the batch to a file, as JSON
  and those that "eyes-batch-close close --help" lists from --server-url on, --close-anyway, and those of results

A batch that the server does not know is no failure: then no Eyes test ran. With --fail-on it is one.

On Ctrl-C or SIGTERM the command has 10 s to end, the batch is closed, and a second signal ends this, too.

Exit status: that of the command if it is not 0, or 128 and the number of the signal that killed it; else 1 if the batch
was not closed, with --fail-on not read, or a file can't be written, and 3 if something was found that --fail-on names.
2 wrong arguments or settings, before anything is run; 126 the command can't be run; 127 there is none; 130 SIGINT;
143 SIGTERM.

  eyes-batch-close run -- npx cypress run
  eyes-batch-close run --shard 2/4 --store redis://ci-cache:6379 -- npx eyes-storybook --shard 2/4
  eyes-batch-close run -- mvn -q verify`;

exports.env = `eyes-batch-close env [OPTION…]

Prints what a job needs that shares a batch with others, which a later call closes: APPLITOOLS_BATCH_ID, as "id" prints
it, APPLITOOLS_DONT_CLOSE_BATCHES=true, and EYES_BATCH_CLOSE=false for hooks.

  --format FORMAT    sh (default), powershell, cmd, dotenv or json
  --batch-name NAME  APPLITOOLS_BATCH_NAME, too
  --build-id ID      APPLITOOLS_BATCH_BUILD_ID, too
  --run NAME, --store URL, --timeout MS, --explain  as for id

A value that a format can't carry is an error, and then nothing is printed.

  sh           eval "$(npx eyes-batch-close env)"
  GitHub       npx eyes-batch-close env --format dotenv >> "$GITHUB_ENV"
  PowerShell   npx eyes-batch-close env --format powershell | Out-String | Invoke-Expression
  cmd          for /f "delims=" %i in ('npx eyes-batch-close env --format cmd') do %i`;

exports.status = `eyes-batch-close status [ID…] [OPTION…]

Says which shards of these batches are done and which are missing, and whether they were closed, and by which shard's
call; without any ID, of that of APPLITOOLS_BATCH_ID.

  --check           exits with 1 while shards are missing
  --wait SECONDS    waits for them for so long, then exits with 1

  --store URL       default: EYES_BATCH_STORE
  --server-url URL  default: APPLITOOLS_EYES_SERVER_URL, APPLITOOLS_SERVER_URL, the public one
  --timeout MS      of the store's answer; default: 30000
  --from FILE, --ci  as for close
  --json            done, missing, total and closing as JSON

Exit status: 0; 1 the store failed, or shards are missing and --check or --wait is given; 2 wrong arguments or settings.

  eyes-batch-close status nightly-4711 --store redis://ci-cache:6379 --wait 600`;

exports.id = `eyes-batch-close id [--explain] [--run NAME --store URL]

Prints APPLITOOLS_BATCH_ID if it is set; in CI, an ID that all jobs of the run find; else a fresh one.

  --run NAME    the same ID for all who call with this name within a day; a store keeps it
  --store URL   redis://…, rediss://… or file:///…; default: EYES_BATCH_STORE
  --timeout MS  of the store's answer; default: 30000
  --explain     prints on stderr where it came from

  sh          export APPLITOOLS_BATCH_ID=$(npx eyes-batch-close id)
  PowerShell  $env:APPLITOOLS_BATCH_ID = npx eyes-batch-close id
  cmd         for /f "delims=" %i in ('npx eyes-batch-close id') do set APPLITOOLS_BATCH_ID=%i`;

exports.serve = `eyes-batch-close serve [--port N] [--host ADDRESS --api-key KEY] [--read-api-key KEY] [--quiet]

Runs a local Eyes server until Ctrl-C: for tests of a pipeline, without an account. Its first lines can be pasted into a
shell; the next ones name each batch that is complete, and each request that was refused, with why.

  --port N        default: any free one
  --host ADDRESS  default: 127.0.0.1; 0.0.0.0 in a container. One that others can reach needs a key
  --api-key KEY   the only key that it takes; default: any
  --read-api-key KEY  the only key that may read results; default: any that it takes
  --quiet         prints the lines to paste, and warnings

  eyes-batch-close serve --port 8080`;

exports.demo = `eyes-batch-close demo [--keep]

Three processes run tests in one batch on a local Eyes server, and it is closed after the last.

  --keep  leaves the server running until Ctrl-C

  eyes-batch-close demo --keep`;
