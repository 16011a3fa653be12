# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # of who includes this: new (the folder that is made), source, fragment
#
# Build a kernel from Debian's source with settings of our own, over tinyconfig.

# What make needs for another architecture than the machine's.
kernel_words=()

# kernel_make TARGET...: ccache finds its files again under any name of the folder.
kernel_make()
{
	CCACHE_DIR=$(cache_dir)/ccache CCACHE_MAXSIZE=2G CCACHE_BASEDIR=$(cache_dir) \
	CCACHE_NOHASHDIR=1 KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 1970' \
	KBUILD_BUILD_USER=vgt KBUILD_BUILD_HOST=testbed \
		make -C "$source" O="$new/build" CC='ccache gcc' HOSTCC='ccache gcc' \
		-j"$(nproc)" "${kernel_words[@]}" "$@" >>"$new/log" 2>&1 || {
		tail -n 20 "$new/log" >&2
		die "make $* failed"
	}
}

# Every line of the fragment must be in the result: an option whose dependency is missing drops out
# silently.
check_config()
{
	local missing

	missing=$(grep -E '^(CONFIG_|# CONFIG_.* is not set)' "$fragment" |
		while read -r line; do
			case $line in
			'# '*) line=${line#\# } line=${line%% *}
				! grep -q "^$line=" "$1" || echo "$line (must be off)" ;;
			*) grep -qxF "$line" "$1" || echo "$line" ;;
			esac
		done)
	[ -z "$missing" ] || die "the kernel's .config lacks: ${missing//$'\n'/, }"
}

kernel_configure()
{
	mkdir -p "$new/build"
	kernel_make tinyconfig
	(cd "$new/build" && "$source/scripts/kconfig/merge_config.sh" -m .config \
		"$fragment") >>"$new/log" 2>&1
	kernel_make olddefconfig
	check_config "$new/build/.config"
}

# Keep the parts of the build tree that external modules need: headers, tools, Module.symvers.
kernel_trim()
{
	find "$new/build" -path "$new/build/scripts" -prune -o \
		-path "$new/build/tools" -prune -o \
		-type f \( -name '*.o' -o -name '*.ko' -o -name '*.a' -o -name '.*.cmd' \
		-o -name '*.mod' -o -name '*.mod.c' -o -name 'vmlinux*' \
		-o -name 'bzImage' \) -exec rm -f {} +
}
