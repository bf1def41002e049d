#!/bin/sh
# Draw over plain HTTP, with nothing but curl and sed:
#   sh examples/curl.sh "戴蓝色帽子的小熊" 7 bear.png [http://127.0.0.1:7860]
set -eu
wish=${1:?say what to draw: sh examples/curl.sh WISH [SEED] [FILE] [URL]}
seed=${2:-null}
file=${3:-drawing.png}
url=${4:-http://127.0.0.1:7860}

# 1. Hand the wish in; the answer is {"event_id": "..."}. Leave seed out, or null, for a new picture each time.
quoted=$(printf '%s' "$wish" | tr '\n' ' ' | sed 's/[\\"]/\\&/g')
event=$(curl -sS --fail-with-body "$url/gradio_api/call/v2/draw" -H 'Content-Type: application/json' \
  -d "{\"prompt\": \"$quoted\", \"seed\": $seed}" | sed -n 's/.*"event_id": *"\([^"]*\)".*/\1/p')
[ -n "$event" ] || exit 1 # curl has said why

# 2. Listen until the picture is there: "event: complete" and a line "data: [{... "url": ...}, seed]", or "event: error".
answer=$(curl -sSN "$url/gradio_api/call/v2/draw/$event" | tail -n 4)
case $answer in
*"event: complete"*) ;;
*) # {"error": "..."}: a sentence for people; JSON writes its Chinese as \uXXXX
  printf '%s\n' "$answer" | sed -n 's/^data: //p' >&2
  exit 2
  ;;
esac

# 3. Fetch the file.
picture=$(printf '%s\n' "$answer" | sed -n 's/^data: .*"url": *"\([^"]*\)".*/\1/p')
curl -sS --fail -o "$file" "$picture"
echo "$file"
