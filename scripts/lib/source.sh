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
