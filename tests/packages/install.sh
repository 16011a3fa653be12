# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The packages on machines with DKMS and headers: trees of Debian 12 (6.1) and 13 (6.12).
: "${work:?}" "${tree:?}" "${out:?}" "${version:?}" "${suites:?}"
# shellcheck source=../lib/newer.sh
. "$tree/tests/lib/newer.sh"

# stub_source VERSION: between the unpacking of the packages and their configuration.
stub_source()
{
	local version=$1 module=$over/upper/usr/src/vgt-$1/vgt

	rm -rf "${module:?}"/*
	cat >"$module/Makefile" <<-'EOF'
		obj-$(CONFIG_DRM_VGT) += vgt.o
		vgt-y := main.o
		ccflags-y += -I$(VGT_I915_SRC) -I$(VGT_I915_SRC)/display
	EOF
	cat >"$module/main.c" <<-EOF
		#include <linux/module.h>
		#include "i915_reg_defs.h"
		MODULE_LICENSE("GPL");
		MODULE_VERSION("$version");
	EOF
}

installed()
{
	if [ -z "$stub" ]; then
		in_target 'dpkg -i /packages/*.deb'
	else
		in_target 'dpkg --unpack /packages/*.deb' && stub_source "$version" &&
			in_target 'dpkg --configure -a'
	fi
}

# in_target COMMAND: by a shell, as root of the machine.
in_target()
{
	tree_run "$target" "$over" sh -c "$1"
}

# says TEXT COMMAND: the command's status is 0, and one line of what it says has the text.
says()
{
	local said

	said=$(in_target "$2" 2>&1) || { echo "$said"; return 1; }
	[ "$(grep -cF "$1" <<<"$said")" = 1 ] || { echo "$said"; return 1; }
}

# A kernel whose private headers nobody has: the hooks of its headers' package end well, one line
# says what to install, and the module of the other kernel stays.
unknown_kernel()
{
	says 'kernel 9.9.9-1-amd64 needs the headers of i915 9.9.9-1: apt-get install linux-source-9.9=9.9.9-1' "
		mkdir -p /lib/modules/9.9.9-1-amd64
		cp -aL /lib/modules/$kernel/build/. /usr/src/linux-headers-9.9.9-1-amd64
		ln -s /usr/src/linux-headers-9.9.9-1-amd64 /lib/modules/9.9.9-1-amd64/build
		sed -i 's/Debian [^ \"]*/Debian 9.9.9-1/' /lib/modules/9.9.9-1-amd64/build/include/generated/package.h
		run-parts --exit-on-error --arg=9.9.9-1-amd64 /etc/kernel/header_postinst.d" || return
	in_target "modinfo -k $kernel vgt >/dev/null && ! modinfo -k 9.9.9-1-amd64 vgt" >/dev/null 2>&1
}

# with_headers VERSION PATTERN...: the headers of the tree's kernel say that they are of that version.
# Their hooks run, end well, and say something that matches each pattern; with ! before it, nothing.
with_headers()
{
	local said pattern
	said=$(in_target "sed -i 's/Debian [^ \"]*/Debian $1/' /lib/modules/$kernel/build/include/generated/package.h
		run-parts --exit-on-error --arg=$kernel /etc/kernel/header_postinst.d" 2>&1) ||
		{ echo "$said"; return 1; }
	shift

	for pattern; do
		case $pattern in
		!*) ! grep -q "${pattern#!}" <<<"$said" ;;
		*) grep -q "$pattern" <<<"$said" ;;
		esac || { echo "not '$pattern': $said"; return 1; }
	done
}

has_module()
{
	in_target "modinfo -k $kernel vgt" >/dev/null 2>&1
}

# The kernel comes with other headers under its name: the module is built anew, once. If that cannot
# be done, the old one does not stay.
other_headers()
{
	local was
	was=$(in_target "/usr/src/vgt-$version/i915-headers --version $kernel") || return

	in_target "cp -a /var/lib/vgt/i915/$was /var/lib/vgt/i915/$was.1" || return
	with_headers "$was.1" 'was built for other headers' "building vgt $version" || return
	has_module || return
	with_headers "$was.1" '!building vgt' || return
	with_headers "$was.2" "needs the headers of i915 $was.2" || return
	! has_module || return
	with_headers "$was" "building vgt $version" || return
	has_module
}

# The module does not compile: the packages are installed all the same, with one line.
compile_error()
{
	in_target "cp /usr/src/vgt-$version/vgt/main.c /main.c
		echo '#error' >>/usr/src/vgt-$version/vgt/main.c" || return
	says "no vgt for kernel $kernel: see" '/var/lib/dpkg/info/vgt-dkms.postinst configure 0' || return
	! has_module || return
	in_target "mv /main.c /usr/src/vgt-$version/vgt/main.c
		/var/lib/dpkg/info/vgt-dkms.postinst configure 0" || return
	has_module
}

# The source comes after the headers, or goes: neither is a failure of apt's run.
triggers()
{
	# shellcheck disable=SC2016 # for that shell
	in_target 'dpkg-trigger --by-package=linux-source /usr/src && dpkg --configure -a &&
		[ "$(dpkg-query -W -f "\${db:Status-Status}" vgt-dkms)" = installed ]'
}

# has_modules KERNEL...: for these kernels, and no others.
has_modules()
{
	local have want

	have=$(in_target "dkms status -m vgt | sed -n 's/^vgt.$version, \([^,]*\), .*: installed.*/\1/p' | sort") || return
	want=$(printf '%s\n' "$@" | LC_ALL=C sort)
	[ "$have" = "$want" ] || { echo "not for $*, but for $have"; return 1; }
}

# apt installs the headers of another kernel, of which the source is not there.
second_kernel()
{
	says "kernel $second needs the headers of i915" \
		'apt-get -y --no-install-recommends install /kernel/headers/*.deb' || return
	has_modules "$kernel"
}

# Then the source.
second_source()
{
	says "vgt-dkms: building vgt $version for kernel $second" \
		'apt-get -y --no-install-recommends --allow-downgrades install /kernel/source/*.deb' || return
	has_modules "$kernel" "$second"
}

# A kernel that the archive has, too.
test_second_kernel()
{
	local debs second status=0

	debs=$("$tree/scripts/testbed/other-kernel" "$target" "$suite") || status=$?
	case $status in
	0) ;;
	3) tap_skip "$suite: a second kernel" 'the archive has none with its source'; return ;;
	*) tap_fail "$suite: a second kernel is fetched"; return ;;
	esac
	mkdir "$over/upper/kernel"
	cp -r "$debs"/* "$over/upper/kernel/"
	second=$(basename "$debs"/headers/linux-headers-*-amd64_*.deb)
	second=${second#linux-headers-}
	second=${second%%_*}
	tap_comment "$suite: another kernel $second"
	tap_check "$suite: apt installs a second kernel's headers; one line says what vgt lacks" second_kernel
	tap_check "$suite: its source comes: vgt is built for it, and stays for the first" second_source
	rm -r "$over/upper/kernel"
}

# loaded VERSION: as if vgt of that version were loaded.
loaded()
{
	mkdir -p "$over/upper/sys/module/vgt" && echo "$1" >"$over/upper/sys/module/vgt/version"
}

# A newer package takes the place of the old one; one line says that what is loaded stays.
upgraded()
{
	local newer
	newer=$(newer_than "$version")

	mkdir -p "$over/upper/newer" &&
		newer_package "$debs"/vgt-dkms_*.deb "$version" "$over/upper/newer" &&
		loaded "$version" && in_target 'dpkg --unpack /newer/*.deb' && stub_source "$newer" || return
	says "vgt-dkms: vgt $version is loaded, and stays with its vGPUs" 'dpkg --configure -a' || return
	says "$newer" "modinfo -k $kernel -F version vgt" || return
	in_target "[ -z \"\$(dkms status -m vgt -v $version)\" ] && [ ! -e /usr/src/vgt-$version ]" ||
		{ echo "vgt $version is still there"; return 1; }
	rm -r "$over/upper/newer"
}

removed()
{
	loaded 1.2.3 || return
	says 'vgt-dkms: vgt 1.2.3 is loaded, and stays with its vGPUs' \
		'dpkg -r vgt-dkms vgt-tools vgt-doc' || return
	rm -r "$over/upper/sys/module"
}

# What is kept is enough without the source.
without_source()
{
	in_target "rm -f /usr/src/linux-source-*.tar.xz &&
		/usr/src/vgt-$version/i915-headers --keep /var/lib/vgt/i915 --check $kernel"
}

nothing_left()
{
	local left

	left=$(in_target 'find / -xdev \( -path /proc -o -path /dev -o -path /tmp -o -path /packages \) -prune -o \
		\( -iname "*vgt*" ! -name "*vgt*.list" \) -print') || return
	# The names that the kernel, dpkg and DKMS themselves use.
	left=$(grep -vE '^/(usr/src/linux|lib/modules/[^/]*/build|usr/share/(mime|perl))|/intel[-_]gvt|/var/log' <<<"$left")
	[ -z "$left" ] || { echo "$left"; return 1; }
}

# install_on SUITE
install_on()
{
	local suite=$1 target over=$out/machine-$1 kernel debs

	debs=$(package_folder "$suite")
	target=$("$tree/scripts/testbed/package-tree" target "$suite")/tree || return
	kernel=$(basename "$(find "$target/lib/modules/" -mindepth 1 -maxdepth 1 | head -n 1)")
	rm -rf "$over"
	mkdir -p "$over/upper/packages"
	cp "$debs"/*.deb "$over/upper/packages/" || { tap_fail "$suite: there are no packages"; return; }

	tap_comment "$suite: kernel $kernel"
	tap_check "$suite: the packages are installed" installed
	tap_check "$suite: DKMS has built the module" says "vgt/$version, $kernel, x86_64: installed" \
		'dkms status -m vgt'
	tap_check "$suite: it is of that version, and modprobe finds it" \
		says "$version" "modinfo -k $kernel -F version vgt"
	tap_check "$suite: for that kernel" says "$kernel " "modinfo -k $kernel -F vermagic vgt"
	tap_check "$suite: signed with DKMS's key" says 'DKMS module signing key' \
		"modinfo -k $kernel -F signer vgt"
	tap_check "$suite: i915 shares its GPU" says 'options i915 enable_gvt=1' 'modprobe -c'
	tap_check "$suite: kvmgt is kept away" says 'blacklist kvmgt' 'modprobe -c'
	tap_check "$suite: the tools run" says "vgtctl $version" 'vgtctl --version; vgt-top --version'
	tap_check "$suite: a kernel without private headers is no failure" unknown_kernel
	tap_check "$suite: nor is a change of the sources" triggers
	tap_check "$suite: other headers of the same name" other_headers
	tap_check "$suite: a module that does not compile is no failure" compile_error
	test_second_kernel
	tap_check "$suite: what is kept is enough without them" without_source
	tap_check "$suite: upgraded; one line says that the loaded module stays" upgraded
	tap_check "$suite: removed; one line says the same" removed
	tap_check "$suite: with the module" in_target \
		"! modinfo -k $kernel vgt && [ -z \"\$(dkms status -m vgt)\" ] && [ -d /var/lib/vgt/i915 ]"
	tap_check "$suite: purged" in_target 'dpkg -P vgt-dkms vgt-tools vgt-doc'
	tap_check "$suite: and nothing is left" nothing_left
	rm -rf "$over"
}

test_install()
{
	local suite

	for suite in "${suites[@]}"; do
		install_on "$suite"
	done
}
