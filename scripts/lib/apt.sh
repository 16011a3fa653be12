# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Debian packages from the machine's own mirror, for its own and for other suites. The mirror is
# read from apt's configuration; no script contains its name.

# The packages of the machine's own kernel: image, headers and source must be of one version.
# shellcheck disable=SC2034 # for those who include this file
apt_kernel_packages=(linux-image-amd64 linux-headers-amd64 linux-source-6.1)

# apt_field FIELD: prints that field of every Debian package index that apt knows, one per line,
# beside the index's codename.
apt_field()
{
	apt-get indextargets --format "\$(CODENAME) \$($1)" \
		'Created-By: Packages' 'Origin: Debian' 'Component: main'
}

# Print the machine's own suite, e.g. bookworm.
apt_suite()
{
	apt_field REPO_URI | awk '$1 !~ /-/ { print $1; exit }'
}

# apt_mirror main|security: prints the URI of that Debian archive.
apt_mirror()
{
	local want='!~'

	[ "$1" = main ] || want='~'
	apt_field REPO_URI | awk "\$1 $want /-security\$/ { print \$2; exit }"
}

# The keyring that the machine's own Debian entry names, or Debian's.
apt_keyring()
{
	local entry key=

	entry=$(apt_field SOURCESENTRY | awk '$1 !~ /-/ { print $2; exit }')
	if [ -f "${entry%:*}" ]; then
		key=$(sed -nE 's/^.*[Ss]igned-[Bb]y[:=][[:space:]]*(\/[^] ]+).*$/\1/p' \
			"${entry%:*}" | head -n 1)
	fi
	printf '%s\n' "${key:-/usr/share/keyrings/debian-archive-keyring.gpg}"
}

# apt_lines SUITE...: prints sources.list lines for these suites. A plain suite includes its
# security suite, which has the newest kernels.
apt_lines()
{
	local suite main security keyring

	main=$(apt_mirror main)
	security=$(apt_mirror security)
	keyring=$(apt_keyring)
	[ -n "$main" ] || die "apt knows no Debian mirror; run apt-get update"
	for suite; do
		printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$main" "$suite"
		case $suite in
		*-*|sid) continue ;;
		esac
		[ -z "$security" ] ||
			printf 'deb [signed-by=%s] %s %s-security main\n' \
				"$keyring" "$security" "$suite"
	done
}

# apt_candidates PACKAGE...: prints PACKAGE=VERSION of what apt would install now, one per line.
apt_candidates()
{
	local found package

	found=$(LC_ALL=C apt-cache policy "$@" |
		awk '/^[^ ]/ { name = $1 } / Candidate: / && $2 != "(none)" { print name $2 }' |
		sed 's/:/=/')
	for package; do
		grep -q "^$package=" <<<"$found" ||
			die "apt has no package '$package'; run apt-get update"
	done
	printf '%s\n' "$found"
}

# apt_common_version [STATE] PACKAGE...: the newest version that apt (or apt_other STATE)
# has of all of them. After an update some hours pass in which the archive has a kernel's
# source, but not yet its signed image: each package's newest version is then another.
apt_common_version()
{
	local apt=(apt-cache) version

	case $1 in
	/*) apt=(apt_other "$1" cache); shift ;;
	esac
	version=$(LC_ALL=C "${apt[@]}" madison "$@" | tr -d ' ' | cut -d '|' -f 1,2 |
		sort -u | cut -d '|' -f 2 | sort -V | uniq -c |
		awk -v n=$# '$1 == n { found = $2 } END { print found }')
	[ -n "$version" ] ||
		die "apt has no version that all of these have: $*; run apt-get update, or try later"
	printf '%s\n' "$version"
}

# apt_other_state STATE SUITE...: a folder for apt_other with these suites.
apt_other_state()
{
	local state=$1
	shift

	mkdir -p "$state"/{lists,cache/archives}/partial
	: >"$state/status"
	apt_lines "$@" >"$state/sources.list"
}

# apt_other STATE COMMAND ARGUMENT...: apt-COMMAND that knows these suites and nothing
# else; the machine's own state is left alone.
apt_other()
{
	local state=$1 command=$2
	shift 2

	"apt-$command" -q -o Dir::Etc::sourcelist="$state/sources.list" \
		-o Dir::Etc::sourceparts=- -o Dir::State="$state" \
		-o Dir::State::status="$state/status" -o Dir::Cache="$state/cache" \
		-o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
}

# apt_other_failed STATE SUITES: the update failed, whose output is in STATE/log.
apt_other_failed()
{
	sed 's/^/    /' "$1/log" >&2
	die "cannot read these suites: $2"
}

# apt_memo NAME COMMAND...: the command's output, asked again only after apt's lists
# or the installed packages changed: asking apt takes half a second each time.
apt_memo()
{
	local name=$1 memo key
	shift

	memo=$(cache_dir)/memo/$name
	key=$(content_key "$(stat -c '%n %Y %s' /var/lib/dpkg/status /var/lib/apt/lists/*)" \
		"$(declare -f "$1")" "$*")
	if [ ! -f "$memo" ] || [ "$(head -n 1 "$memo")" != "$key" ]; then
		mkdir -p "${memo%/*}"
		{ printf '%s\n' "$key"; "$@"; } >"$memo.$$"
		mv "$memo.$$" "$memo"
	fi
	tail -n +2 "$memo"
}

# apt_tree VARIANT DIR SUITES OPTION... -- PACKAGE...: makes a tree in DIR with these packages
# from the first of the comma-separated SUITES, by mmdebstrap. Writes the packages' versions to
# DIR.packages.
apt_tree()
{
	local variant=$1 dir=$2 suites=${3//,/ } options=() packages lines setting
	shift 3
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	packages=$(IFS=,; echo "$*")

	# With this machine's setting: its mirror may be a snapshot of an earlier day.
	for setting in Acquire::http::Proxy Acquire::https::Proxy \
			Acquire::Check-Valid-Until Acquire::Check-Date; do
		lines=$(apt-config dump --format '%v' "$setting")
		[ -z "$lines" ] || options+=(--aptopt="$setting \"$lines\"")
	done
	# shellcheck disable=SC2086 # the suites are words
	lines=$(apt_lines $suites)
	# shellcheck disable=SC2016 # $1 is for the hook's shell
	mmdebstrap --mode=root --variant="$variant" --include="$packages" \
		--dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		--dpkgopt='path-exclude=/usr/share/man/*' \
		--extract-hook='cd "$1"/var/cache/apt/archives && ls ./*.deb >&2' \
		"${options[@]}" "${suites%% *}" "$dir" - \
		<<<"$lines" 2>"$dir.log" || {
		tail -n 20 "$dir.log" >&2
		die "mmdebstrap failed for ${suites%% *}"
	}
	sed -n 's/^\.\/\(.*\)\.deb$/\1/p' "$dir.log" >"$dir.packages"
}
