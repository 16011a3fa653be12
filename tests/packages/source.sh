# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# scripts/i915-headers, on made-up headers, archives and states of dpkg.
: "${work:?}" "${tree:?}"

# The machine: headers of kernel 6.1.0-9-amd64 of version 6.1.20-2, linux-source-6.1 of the same.
source_fresh()
{
	rm -rf "$work/s"
	mkdir -p "$work/s/bin" "$work/s/usr-src" "$work/s/state"
	source_headers 6.1.20-2
	source_archive 6.1 6.1.20
	source_state linux-source-6.1 installed 6.1.20-2
	cat >"$work/s/bin/dpkg-query" <<-EOF
		#!/bin/sh
		for package; do :; done
		cat "$work/s/state/\$package" 2>/dev/null
	EOF
	chmod +x "$work/s/bin/dpkg-query"
}

source_headers()
{
	mkdir -p "$work/s/build/include/generated"
	echo "#define LINUX_PACKAGE_ID \" Debian $1\"" >"$work/s/build/include/generated/package.h"
}

# source_state PACKAGE STATUS VERSION: what dpkg says.
source_state()
{
	echo "$2 $3" >"$work/s/state/$1"
}

# source_archive NAME VERSION: an archive of that kernel.
source_archive()
{
	local top=linux-source-$1 dir numbers

	dir=$work/s/pack/$top/drivers/gpu/drm/i915
	rm -rf "$work/s/pack"
	mkdir -p "$dir/gt" "$dir/gvt" "$dir/selftests"
	IFS=. read -ra numbers <<<"$2"
	printf 'VERSION = %s\nPATCHLEVEL = %s\nSUBLEVEL = %s\n' "${numbers[@]}" \
		>"$work/s/pack/$top/Makefile"
	touch "$dir"/{i915_drv.c,gt/intel_gt.h,gvt/gvt.h,selftests/mock.h}
	echo "/* $2 */" >"$dir/i915_drv.h"
	tar -C "$work/s/pack" -cJf "$work/s/usr-src/$top.tar.xz" "$top"
}

headers()
{
	env PATH="$work/s/bin:$PATH" "$tree/scripts/i915-headers" --kdir "$work/s/build" \
		--from "$work/s/usr-src" --keep "$work/s/keep" "$@" 6.1.0-9-amd64
}

# finds VERSION [OPTION...]: a folder with the headers of that version, alone on stdout.
finds()
{
	local version=$1 dir
	shift

	dir=$(headers "$@" 2>/dev/null) || return
	grep -qF "/* $version */" "$dir/i915_drv.h" && [ -f "$dir/gt/intel_gt.h" ]
}

# finds_none TEXT: status 3, and one line that has the text.
finds_none()
{
	local said status=0

	said=$(headers 2>&1) || status=$?
	if [ "$status" != 3 ] || [ "$(wc -l <<<"$said")" != 1 ] || [[ $said != *"$1"* ]]; then
		echo "status $status: $said"
		return 1
	fi
}

only_needed()
{
	finds 6.1.20 || return
	[ -z "$(find "$work/s/keep" -name '*.c' -o -name gvt -o -name selftests -o -name '*.new*')" ]
}

# While apt configures the headers' package, its hooks run; the source may be unpacked only.
state_is_no_matter()
{
	local state

	for state in unpacked half-configured triggers-awaited triggers-pending; do
		source_fresh
		source_state linux-source-6.1 $state 6.1.20-2
		finds 6.1.20 || { echo "$state"; return 1; }
	done
	for state in config-files half-installed not-installed; do
		source_fresh
		source_state linux-source-6.1 $state 6.1.20-2
		finds_none 'linux-source-6.1=6.1.20-2' || { echo "$state"; return 1; }
	done
}

other_version()
{
	source_fresh
	source_archive 6.1 6.1.21
	source_state linux-source-6.1 installed 6.1.21-1
	finds_none 'kernel 6.1.0-9-amd64 needs the headers of i915 6.1.20-2: apt-get install linux-source-6.1=6.1.20-2 (installed: linux-source-6.1 6.1.21-1)'
}

# The source is upgraded; then the new headers come: both kernels can be built for.
several_versions()
{
	source_fresh
	finds 6.1.20 || return
	source_archive 6.1 6.1.21
	source_state linux-source-6.1 installed 6.1.21-1
	finds 6.1.20 || return
	source_headers 6.1.21-1
	finds 6.1.21 || return
	source_headers 6.1.20-2
	finds 6.1.20 || return
	source_archive 6.12 6.12.0
	source_state linux-source-6.12 installed 6.12-1~bpo12+1
	source_headers 6.12-1~bpo12+1
	finds 6.12.0
}

# An archive that is not what its package says is not taken.
wrong_content()
{
	source_fresh
	source_archive 6.1 6.1.19
	! headers >/dev/null 2>&1 && [ -z "$(ls "$work/s/keep")" ]
}

# Kept headers that lack something are taken anew.
kept_broken()
{
	source_fresh
	finds 6.1.20 || return
	rm "$work/s/keep/6.1.20-2/Makefile"
	finds 6.1.20
}

unpacks_once()
{
	source_fresh
	headers >/dev/null 2>&1 || return
	rm -r "$work/s/usr-src" "$work/s/state"
	[ -z "$(headers 2>&1 >/dev/null)" ] && finds 6.1.20
}

own_source()
{
	source_fresh
	mkdir -p "$work/s/linux/drivers/gpu/drm/i915/gt"
	echo '/* mine */' >"$work/s/linux/drivers/gpu/drm/i915/i915_drv.h"
	touch "$work/s/linux/drivers/gpu/drm/i915/gt/intel_gt.h"
	ln -s "$work/s/linux" "$work/s/build/source"
	sed -i '/^/d' "$work/s/build/include/generated/package.h"
	finds mine
}

not_debian()
{
	source_fresh
	rm "$work/s/build/include/generated/package.h"
	finds_none 'give I915_SRC'
}

no_headers()
{
	source_fresh
	rm -r "$work/s/build"
	finds_none 'apt-get install linux-headers-6.1.0-9-amd64'
}

checks()
{
	local status=0 said

	source_fresh

	[ -z "$(headers --check 2>&1)" ] && headers --check || return
	[ ! -e "$work/s/keep" ] || return
	rm "$work/s/state/linux-source-6.1"
	said=$(headers --check 2>&1) || status=$?
	[ "$status" = 3 ] && [ -z "$said" ]
}

links()
{
	source_fresh
	headers --link "$work/s/i915" 2>/dev/null && [ -f "$work/s/i915/i915_drv.h" ]
}

tells_version()
{
	source_fresh
	[ "$(headers --version)" = 6.1.20-2 ]
}

# Two at a time: each gets the headers, and one copy is left.
at_a_time()
{
	local first

	source_fresh
	finds 6.1.20 &
	first=$!
	finds 6.1.20 && wait "$first" && [ "$(ls "$work/s/keep")" = 6.1.20-2 ]
}

without_home()
{
	source_fresh
	env -u HOME -u XDG_CACHE_HOME PATH="$work/s/bin:$PATH" "$tree/scripts/i915-headers" \
		--kdir "$work/s/build" --from "$work/s/usr-src" --check 6.1.0-9-amd64 || return
	env -u HOME -u XDG_CACHE_HOME bash -uc ". '$tree/scripts/lib/common.sh'; cache_dir" || return
	[ "$(HOME=/proc/none bash -uc "unset XDG_CACHE_HOME; . '$tree/scripts/lib/common.sh'; cache_dir")" = \
		"$tree/build/cache" ]
}

test_source()
{
	source_fresh
	tap_check 'source: the headers alone are unpacked' only_needed
	tap_check 'source: packages that dpkg is about to configure will do' state_is_no_matter
	tap_check 'source: none of another version, and one line says what to install' other_version
	tap_check 'source: kept for several versions' several_versions
	tap_check 'source: an archive with other content is refused' wrong_content
	tap_check 'source: kept headers that are not whole are taken anew' kept_broken
	tap_check 'source: unpacked once; then the archive may go' unpacks_once
	tap_check 'source: a kernel with its own source needs no package' own_source
	tap_check 'source: headers that are not Debian'"'"'s' not_debian
	tap_check 'source: a kernel without headers' no_headers
	tap_check 'source: --check' checks
	tap_check 'source: --link' links
	tap_check 'source: --version' tells_version
	tap_check 'source: two at a time' at_a_time
	tap_check 'source: without HOME' without_home
}
