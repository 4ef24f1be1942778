#!/usr/bin/env bash
# Starts GNU Mailman 3 core on loopback: `start.sh <folder> <port>`. Leaves daemons behind; `stop.sh <folder>` ends them.
set -euo pipefail
folder=$1
port=$2

mkdir -p "$folder"
cat >"$folder/mailman.cfg" <<CONFIG
[mailman]
layout: local
[paths.local]
var_dir: $folder
bin_dir: /usr/lib/mailman3/bin
[database]
class: mailman.database.sqlite.SQLiteDatabase
url: sqlite:///$folder/mailman.db
[webservice]
hostname: 127.0.0.1
port: $port
admin_user: restadmin
admin_pass: restpass-for-tests
use_https: no
[mta]
incoming: mailman.mta.null.NullMTA
CONFIG
chown -R list:list "$folder"

# The daemons keep inherited pipes open, so none is handed on.
su -s /bin/sh list -c "cd '$folder' && mailman -C '$folder/mailman.cfg' start" >/dev/null 2>&1 </dev/null
for _ in $(seq 120); do
  if curl -sf -o /dev/null -u restadmin:restpass-for-tests "http://127.0.0.1:$port/3.1/system/versions"; then exit 0; fi
  sleep 0.5
done
echo "Mailman did not answer on port $port within a minute." >&2
exit 1
