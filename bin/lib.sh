# What the scripts beside it share. POSIX sh, sourced in the project's folder, which is $root.
root=$PWD
log=/dev/null

say() { printf '%s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }
is_root() { [ "$(id -u)" = 0 ]; }
can_apt() { is_root && has apt-get; }

# setting NAME DEFAULT: from the environment, else from .env, else the default.
setting() {
    eval "value=\${$1-}"
    if [ -z "$value" ] && [ -f "$root/.env" ]; then
        value=$(sed -n "s/^[[:space:]]*\(export[[:space:]]\{1,\}\)\{0,1\}$1[[:space:]]*=[[:space:]]*//p" "$root/.env" |
            tail -n 1 | sed "s/[[:space:]]*\$//; s/^\"\(.*\)\"\$/\1/; s/^'\(.*\)'\$/\1/")
    fi
    printf '%s' "${value:-$2}"
}

# use_var LOGNAME. A relative folder is meant from the project, whatever the current directory.
use_var() {
    MNR_VAR=$(setting MNR_VAR var)
    case $MNR_VAR in /*) ;; *) MNR_VAR=$root/$MNR_VAR ;; esac
    export MNR_VAR
    log=$MNR_VAR/$1
    (umask 077 && mkdir -p "$MNR_VAR" && : >"$log") 2>/dev/null || fail "The folder $MNR_VAR cannot be written."
}

# step "Sentence …" COMMAND …: its output goes to the log, the end of which is shown when it fails.
step() {
    say "$1"
    shift
    "$@" >>"$log" 2>&1 || show_log
}

show_log() {
    say ""
    say "That did not work. The last lines of $log:"
    tail -n 25 "$log"
    network_hint
    exit 1
}

network_hint() {
    if tail -n 25 "$log" | grep -Eqi 'temporary failure|name resolution|could not resolve|failed to establish|could not connect|network is unreachable'; then
        say ""
        say "It looks as if the network cannot be reached. Behind a proxy, set http_proxy and https_proxy; then start again."
    fi
}

apt_updated=
apt_install() {
    can_apt || return 1
    if [ -z "$apt_updated" ]; then
        apt-get -qq update >>"$log" 2>&1 || true # an index of last week may still do
        apt_updated=yes
    fi
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300 install "$@" >>"$log" 2>&1
}

find_python() {
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        has "$python" && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
    done
    fail "Python 3.11 or newer is needed; here is: $(python3 --version 2>&1 || echo none). Debian 12 and newer have it."
}

# The native libraries of WeasyPrint that are missing here, one word each.
missing_libraries() {
    "$python" - <<'PYTHON'
import ctypes, ctypes.util
for file, name in (
    ("libpango-1.0.so.0", "pango-1.0"),
    ("libpangoft2-1.0.so.0", "pangoft2-1.0"),
    ("libharfbuzz-subset.so.0", "harfbuzz-subset"),
):
    try:
        ctypes.CDLL(file)
    except OSError:
        if not ctypes.util.find_library(name):
            print(name)
PYTHON
}

LIBRARIES="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
native_libraries() {
    missing=$(missing_libraries)
    if [ -n "$missing" ] && can_apt; then
        # A machine without them serves all the same, so a failure here is no reason to stop.
        say "Installing the libraries of the PDF report …"
        # shellcheck disable=SC2086
        apt_install $LIBRARIES || say "  That did not work."
        missing=$(missing_libraries)
    fi
    if [ -z "$missing" ]; then return 0; fi
    say "The PDF report needs libraries that are missing here. Everything else works. To add them, run one line:"
    say "  Debian, Ubuntu:  sudo apt-get install -y $LIBRARIES"
    say "  Fedora:          sudo dnf install -y pango harfbuzz"
    say "  macOS:           brew install pango"
    return 1
}

can_make_venv() { "$python" -c 'import ensurepip, venv' 2>/dev/null; }

# Without root nothing can be installed, but apt fetches for everybody: pip's wheel out of a package of Debian, checked as
# apt checks it. With lists of our own where the machine's are empty or old. Sets $pip_wheel, below $fetched.
fetch_pip() {
    has apt-get && has dpkg-deb || return 1
    fetched=$(mktemp -d) || return 1
    mkdir -p "$fetched/lists/partial" "$fetched/cache/archives/partial"
    say "Fetching pip, because Python comes without it here …"
    set -- -q -o "Dir::Cache=$fetched/cache" -o Acquire::Languages=none -o Acquire::Retries=1
    (cd "$fetched" && apt-get "$@" download python3-pip-whl) >>"$log" 2>&1 || {
        set -- "$@" -o "Dir::State::lists=$fetched/lists"
        apt-get "$@" update >>"$log" 2>&1
        (cd "$fetched" && apt-get "$@" download python3-pip-whl) >>"$log" 2>&1
    } || return 1
    dpkg-deb -x "$fetched"/python3-pip-whl_*.deb "$fetched" >>"$log" 2>&1 || return 1
    for pip_wheel in "$fetched"/usr/share/python-wheels/pip-*.whl; do
        [ -f "$pip_wheel" ] && return 0
    done
    return 1
}

make_venv() {
    venv=$root/.venv
    if "$venv/bin/python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$venv/bin/python
        return
    fi
    find_python
    # Debian's python3 comes without venv; the package is named after the exact version.
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if ! can_make_venv && can_apt; then
        step "Installing $package …" apt_install "$package"
    fi
    if can_make_venv; then
        step "Making .venv …" "$python" -m venv --clear "$venv"
    elif "$python" -m virtualenv --version >/dev/null 2>&1; then
        step "Making .venv …" "$python" -m virtualenv --clear "$venv"
    elif "$python" -m pip --version >/dev/null 2>&1; then
        step "Making .venv …" "$python" -m venv --clear --without-pip "$venv"
        step "Installing pip in it …" "$python" -m pip --python "$venv/bin/python" install --quiet pip
    elif "$python" -c 'import venv' 2>/dev/null && fetch_pip; then
        step "Making .venv …" "$python" -m venv --clear --without-pip "$venv"
        step "Installing pip in it …" "$venv/bin/python" "$pip_wheel/pip" install --quiet --no-index "$pip_wheel"
        rm -rf "$fetched"
    else
        if [ -n "${fetched:-}" ]; then
            rm -rf "$fetched"
            say "  That did not work. The messages: $log"
            network_hint
            say ""
        fi
        needed=$package
        [ -z "$(missing_libraries)" ] || needed="$package $LIBRARIES"
        say "Python on this machine cannot make a virtual environment. Run this one line, then start again:"
        say "  sudo apt-get update && sudo apt-get install -y $needed"
        exit 1
    fi
    python=$venv/bin/python
}

# install_packages FILE "Sentence …": only when the pinned versions or Python changed.
install_packages() {
    stamp=.venv/$1.stamp
    wanted="$("$python" --version) $(cat requirements.txt "$1" | cksum)"
    if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then return 0; fi
    rm -f "$stamp"
    step "$2" "$python" -m pip install --quiet --no-input --disable-pip-version-check --requirement "$1"
    printf '%s\n' "$wanted" >"$stamp"
}

compile_messages() { "$python" bin/compile_messages.py || fail "The translations could not be compiled."; }

# What bin/test and bin/check need. Their instance is a folder of its own, removed at the end, and nothing of a
# developer's environment or .env changes it: what stands in the environment wins over .env.
prepare_for_tests() {
    MNR_VAR=$(mktemp -d)
    export MNR_VAR
    trap 'rm -rf "$MNR_VAR"' EXIT
    trap 'exit 130' INT TERM
    log=$MNR_VAR/set-up.log
    make_venv
    install_packages requirements-dev.txt "Installing Python packages (once, about a minute) …"
    compile_messages
    mkdir "$MNR_VAR/static"
    export STATIC_ROOT="$MNR_VAR/static" DATABASE_URL="sqlite:///$MNR_VAR/mnr.sqlite3"
    export CACHE_URL="filecache://$MNR_VAR/cache" EMAIL_URL="filemail://$MNR_VAR/mail" SECRET_KEY=only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG
    export ALLOWED_HOSTS=127.0.0.1,localhost HTTPS=0 DEBUG=0 TRUSTED_PROXIES=0 TIME_ZONE=UTC LOG_LEVEL=WARNING
    export REQUIRE_SECOND_FACTOR=1 IDLE_MINUTES=30 SESSION_HOURS=12 OIDC_ISSUER= OIDC_NAME="Single sign-on"
    export OIDC_CLIENT_ID= OIDC_CLIENT_SECRET= SECRET_KEY_FALLBACKS= CSRF_TRUSTED_ORIGINS= EXTRA_LANGUAGES= CLAMD_URL=
    export PORT=8000 REPORTS_AHEAD=1 SITE_URL=http://127.0.0.1:8000 MAIL_FROM="MNR self-assessment <mnr@localhost>" ACCESSIBILITY_CONTACT=
    export MNR_DEMO=1 MNR_DEMO_LANGUAGE= MNR_DEMO_PASSWORD=
}
