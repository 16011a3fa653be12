# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# A kernel that is ready to boot is a folder in the cache, a "bundle":
#
#   release         its version, as uname -r prints it
#   vmlinuz         the kernel as packaged or built
#   vmlinux         the unpacked vmlinuz; QEMU starts it through the PVH entry, which
#                   saves the unpacking (4 s in L1, more in L2); missing if the kernel
#                   has no such entry
#   modules/        lib/modules/RELEASE with depmod's files
#   modules.img     the same as an ext4 image

# Part of every bundle's name: increase it when the contents of bundles change.
# shellcheck disable=SC2034 # for those who make bundles
bundle_recipe=1

# le32 FILE OFFSET: prints the 32-bit little-endian number there.
le32()
{
	od -A n -t u4 --endian=little -j "$2" -N 4 "$1" | tr -d ' '
}

# unpack_vmlinux VMLINUZ: prints the ELF image inside. The set-up header gives its place
# (Documentation/x86/boot.rst: setup_sects, payload_offset, payload_length). Its last four bytes
# are the unpacked size: gzip's own format includes them, for other formats they were added.
unpack_vmlinux()
{
	local file=$1 sectors offset length magic unpack

	sectors=$(od -A n -t u1 -j $((0x1f1)) -N 1 "$file" | tr -d ' ')
	offset=$(((sectors + 1) * 512 + $(le32 "$file" $((0x248)))))
	length=$(le32 "$file" $((0x24c)))
	magic=$(od -A n -t x1 -j "$offset" -N 4 "$file" | tr -d ' ')
	case $magic in
	fd377a58) unpack='xz -dc' ;;
	28b52ffd) unpack='zstd -dc' ;;
	1f8b*) unpack='gzip -dc' length=$((length + 4)) ;;
	02214c18) unpack='lz4 -dc' ;;
	*) die "$file: unknown compression (magic $magic)" ;;
	esac
	dd if="$file" bs=1M iflag=skip_bytes,count_bytes skip="$offset" \
		count=$((length - 4)) status=none | $unpack
}

# take_image DIR IMAGE: moves release, vmlinuz and modules/ out of the folder IMAGE, which contains
# the kernel's packages, and removes it. Since 6.19, vmlinuz is in the folder of the modules.
take_image()
{
	local dir=$1 image=$2 lib release vmlinuz

	lib=$image/usr/lib
	[ -d "$lib/modules" ] || lib=$image/lib
	release=$(ls "$lib/modules")
	echo "$release" >"$dir/release"
	vmlinuz=$image/boot/vmlinuz-$release
	[ -f "$vmlinuz" ] || vmlinuz=$lib/modules/$release/vmlinuz
	mv "$vmlinuz" "$dir/vmlinuz"
	mkdir -p "$dir/modules/lib"
	mv "$lib/modules" "$dir/modules/lib/"
	rm -rf "$image" "$dir/modules/lib/modules/$release"/{build,source}
}

# finish_bundle DIR: makes vmlinux and modules.img from vmlinuz, release and modules/.
finish_bundle()
{
	unpack_vmlinux "$1/vmlinuz" >"$1/vmlinux"
	finish_modules "$1"
}

finish_modules()
{
	local dir=$1 size

	depmod -b "$dir/modules" "$(<"$dir/release")"
	size=$(du -sm "$dir/modules/lib/modules" | cut -f1)
	# Room for modules that a test installs.
	mke2fs -q -t ext4 -O ^has_journal -d "$dir/modules/lib/modules" \
		"$dir/modules.img" "$((size * 11 / 10 + 64))M" >&2
}

# module_files BUNDLE MODULE...: prints the files to load, in order, for these modules. Modules
# built into the kernel are left out; unknown ones are an error.
module_files()
{
	local dir=$1 module release
	shift

	release=$(cat "$dir/release")
	for module; do
		modprobe -d "$dir/modules" -S "$release" --show-depends "$module" ||
			die "kernel $release has no module '$module'"
	done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }'
}
