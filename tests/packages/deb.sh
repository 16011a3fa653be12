# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The packages are built in a clean tree, and lintian reads them.
: "${work:?}" "${tree:?}" "${out:?}" "${version:?}" "${suites:?}"

# contents PACKAGE: the names of its files.
contents()
{
	dpkg-deb --fsys-tarfile "$debs/$1"_*.deb | tar -tf - | sed 's/^\.//; /\/$/d'
}

# has PACKAGE FILE...
has()
{
	local package=$1 files file
	shift

	files=$(contents "$package")
	for file; do
		grep -qxF "$file" <<<"$files" || { echo "no $file"; return 1; }
	done
}

# Debian 13 has it below /usr.
has_udev_rule()
{
	contents vgt-tools | grep -qE '^(/usr)?/lib/udev/rules.d/60-vgt.rules$'
}

# hardened PROGRAM: as Debian's flags ask.
hardened()
{
	local said

	dpkg-deb -x "$debs"/vgt-tools_*.deb "$work/tools" || return
	said=$(readelf -dW "$work/tools/usr/sbin/$1") && grep -q 'BIND_NOW\|FLAGS.*NOW' <<<"$said" || return
	said=$(readelf -sW "$work/tools/usr/sbin/$1") && grep -q '_chk@' <<<"$said"
}

# Twice of the same source is the same, and nothing of the machine that built them is in them.
no_builder()
{
	! dpkg-deb --fsys-tarfile "$debs"/vgt-tools_*.deb | tar -xOf - | grep -aF "$tree"
}

# built_on SUITE
built_on()
{
	local on="deb of $1" debs

	debs=$(package_folder "$1")
	tap_check "$on: built in a clean tree, and lintian is content" "$tree/scripts/deb" "$1"
	tap_check "$on: the version is that of the module" test -f "$debs/vgt-dkms_${version}_all.deb"
	tap_check "$on: vgt-dkms" has vgt-dkms "/usr/src/vgt-$version/"{dkms.conf,i915-headers,vgt/main.c} \
		/usr/lib/{modprobe.d/vgt.conf,modules-load.d/vgt.conf,vgt/dkms-install} \
		/etc/kernel/header_postinst.d/zz-vgt /usr/share/man/man4/vgt.4.gz
	tap_check "$on: vgt-tools" has vgt-tools /usr/sbin/vgt{ctl,-top,-selftest} \
		/usr/libexec/vgt/guest-test /usr/share/vgt/expected/gen9 \
		/usr/share/man/man8/vgt{ctl,-top,-selftest}.8.gz /usr/share/bash-completion/completions/vgt{ctl,-top,-selftest} \
		/usr/share/zsh/vendor-completions/_vgt{ctl,-top,-selftest}
	tap_check "$on: vgt-tools: mdevctl's udev rule" has_udev_rule
	tap_check "$on: vgt-doc" has vgt-doc /usr/share/doc/vgt-doc/{README.md,Documentation/{README,admin-guide,install}.md}
	tap_check "$on: vgtctl is hardened" hardened vgtctl
	tap_check "$on: vgt-top is hardened" hardened vgt-top
	tap_check "$on: no names of the machine that built it" no_builder
}

test_deb()
{
	local suite

	for suite in "${suites[@]}"; do
		built_on "$suite"
	done
}
