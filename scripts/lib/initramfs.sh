# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Small initramfs images: busybox, an /init, modules to load in order.

# make_initramfs OUT BUNDLE INIT TREE MODULE...: makes OUT with INIT as /init, the MODULEs of that
# kernel and their dependencies as /modules/NNN-name.ko, and everything in the folder TREE ('' for
# nothing). OUT is not compressed: unpacking costs the guest more than reading.
make_initramfs()
{
	local out=$1 bundle=$2 init=$3 tree=$4 top file files n=0
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
	[ -z "$tree" ] || cp -a "$tree/." "$top/"
	(cd "$top" && find . -print0 | sort -z |
		cpio --quiet --null -o -H newc -R 0:0) >"$out.new.$$"
	mv "$out.new.$$" "$out"
	rm -rf "$top"
}

# add_modules TREE BUNDLE MODULE...: adds these modules of that kernel and their dependencies to
# TREE, where modprobe finds them.
add_modules()
{
	local tree=$1 bundle=$2 release to file files
	shift 2

	release=$(cat "$bundle/release")
	to=$tree/lib/modules/$release
	mkdir -p "$to"
	cp "$bundle/modules/lib/modules/$release"/modules.{builtin,builtin.modinfo,order} "$to"
	files=$(module_files "$bundle" "$@")
	for file in $files; do
		unpack_module "$file" >"$to/$(module_name "$file").ko"
	done
	depmod -b "$tree" "$release"
}

# add_program TREE FILE DIR: adds a program to TREE's folder DIR, and the libraries it is linked
# to, which keep their names.
add_program()
{
	local tree=$1 file=$2 dir=$3 libs lib

	mkdir -p "$tree/$dir"
	cp "$file" "$tree/$dir/"
	libs=$(ldd "$file" 2>/dev/null | grep -oE '/[^ ]+' || :)
	for lib in $libs; do
		mkdir -p "$tree${lib%/*}"
		cp -nL "$lib" "$tree$lib"
	done
	! ldd "$file" 2>/dev/null | grep 'not found' >&2 ||
		die "$file: a library is missing on this machine"
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
