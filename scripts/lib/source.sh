# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Kernel source, which Debian's packages linux-source-* install as an archive.

# source_version PACKAGE: prints the version of its files; nothing if it has none. They are there
# before dpkg has configured it, as where a hook of a package runs.
source_version()
{
	# shellcheck disable=SC2016 # dpkg-query's own variables
	dpkg-query -W -f '${db:Status-Status} ${Version}' "$1" 2>/dev/null |
		sed -nE 's/^(unpacked|half-configured|triggers-[a-z]*|installed) //p' || :
}

unpack_source()
{
	local archive=$1 dir=$2 new

	[ ! -e "$dir" ] || return 0
	say "unpacking ${archive##*/} (40 s)"
	new=$(new_dir "$dir")
	tar -C "$new" --strip-components=1 -xf "$archive"
	publish_dir "$new" "$dir"
}

# kernel_source [PACKAGE]: prints the folder of the unpacked source in the cache, one per package
# version.
kernel_source()
{
	local package=$1 version dir

	# shellcheck disable=SC2016 # dpkg-query's own variable
	version=$(dpkg-query -W -f '${Version}' "$package" 2>/dev/null) ||
		die "the package $package is not installed; run scripts/setup"
	dir=$(cache_dir)/src/$package-$version
	[ -e "$dir" ] || with_lock source unpack_source "/usr/src/$package.tar.xz" "$dir"
	print_used "$dir"
}

fetch_source()
{
	local suite=$1 package=$2 version=$3 dir=$4 into

	[ ! -e "$dir" ] || return 0
	say "fetching $package $version (20 s)"
	into=$(new_dir "$(cache_dir)/src/fetched-$package")
	apt_other_state "$into/apt" "$suite"
	apt_other "$into/apt" get update >"$into/log" 2>&1 || apt_other_failed "$into/apt" "$suite"
	(cd "$into" && apt_other "$into/apt" get download "$package=$version" >>"$into/log" 2>&1) ||
		{ tail -n 5 "$into/log" >&2; die "$suite has no $package $version (any more)"; }
	dpkg-deb -x "$into"/*.deb "$into/package"
	unpack_source "$into/package/usr/src/$package.tar.xz" "$dir"
	rm -rf "$into"
}

# suite_source SUITE PACKAGE VERSION: the same of a suite's package that is not installed here.
# Needs lib/apt.sh.
suite_source()
{
	local dir

	dir=$(cache_dir)/src/$2-$3
	[ -e "$dir" ] || with_lock source fetch_source "$@" "$dir"
	print_used "$dir"
}
