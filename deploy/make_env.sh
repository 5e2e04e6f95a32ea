#!/usr/bin/env bash
# Writes the environment files of compose.yaml with fresh random secrets, readable by their owner only.
# Usage: deploy/make_env.sh https://advision.example.com     (never overwrites: existing secrets are in use)
set -euo pipefail
cd "$(dirname "$0")"
url=${1:?"the public address, such as https://advision.example.com"}
[[ $url =~ ^https://[A-Za-z0-9.-]+(:[0-9]+)?$ ]] || { echo "Expected https://name or https://name:port, got $url" >&2; exit 1; }
for file in app owner proxy redis minio; do
    [ ! -e "$file.env" ] || { echo "deploy/$file.env exists already; nothing was written." >&2; exit 1; }
done

secret() { head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
app=$(secret) owner=$(secret) redis=$(secret)
host=${url#https://} port=""
[[ $host == *:* ]] && port=:${host##*:} && host=${host%%:*}
umask 077

sed -e "s|^SECRET_KEY=.*|SECRET_KEY=$(secret)|" \
    -e "s|^PUBLIC_URL=.*|PUBLIC_URL=$url|" \
    -e "s|^DATABASE_URL=.*|DATABASE_URL=postgresql://advision_app:$app@postgres:5432/advision|" \
    -e "s|^REDIS_URL=.*|REDIS_URL=redis://:$redis@redis:6379/0|" env.example >app.env
cat >owner.env <<EOF
POSTGRES_PASSWORD=$(secret)
ADVISION_OWNER_PASSWORD=$owner
ADVISION_APP_PASSWORD=$app
DATABASE_OWNER_URL=postgresql://advision_owner:$owner@postgres:5432/advision
EOF
echo "REDIS_PASSWORD=$redis" >redis.env
printf 'ADVISION_SERVER_NAME=%s\nADVISION_PUBLIC_PORT=%s\n' "$host" "$port" >proxy.env
printf 'MINIO_ROOT_USER=advision\nMINIO_ROOT_PASSWORD=%s\n' "$(secret)" >minio.env
echo "Wrote deploy/{app,owner,proxy,redis,minio}.env for $url."
