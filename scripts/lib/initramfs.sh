# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Small initramfs images: busybox, an /init, modules to load in order.

# make_initramfs OUT BUNDLE INIT EXTRA MODULE...: OUT gets INIT as /init, the MODULEs
# of that kernel and what they need as /modules/NNN-name.ko, and everything in the
# folder EXTRA (which may be empty words). OUT is not compressed: unpacking costs the
# guest more than reading.
make_initramfs()
{
	local out=$1 bundle=$2 init=$3 extra=$4 top file files n=0
	shift 4

	need busybox cpio
	top=$(mktemp -d)
	mkdir -p "$top"/{bin,dev,proc,sys,run,tmp,root,modules}
	cp "$(command -v busybox)" "$top/bin/busybox"
	ln -s busybox "$top/bin/sh"
	install -m 755 "$init" "$top/init"
	files=$(module_files "$bundle" "$@")
	for file in $files; do
		n=$((n + 1))
		unpack_module "$file" >"$top/modules/$(printf %03d $n)-$(module_name "$file").ko"
	done
	[ -z "$extra" ] || cp -a "$extra/." "$top/"
	(cd "$top" && find . -print0 | sort -z |
		cpio --quiet --null -o -H newc -R 0:0) >"$out.new.$$"
	mv "$out.new.$$" "$out"
	rm -rf "$top"
}

module_name()
{
	local name=${1##*/}

	printf '%s\n' "${name%.ko*}"
}

unpack_module()
{
	case $1 in
	*.ko) cat "$1" ;;
	*.ko.xz) xz -dc "$1" ;;
	*.ko.zst) zstd -qdc "$1" ;;
	*) die "$1: unknown kind of module file" ;;
	esac
}
