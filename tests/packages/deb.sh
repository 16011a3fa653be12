# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The packages are built in a clean tree, and lintian reads them.
: "${work:?}" "${tree:?}" "${out:?}"

# contents PACKAGE: the names of its files.
contents()
{
	dpkg-deb --fsys-tarfile "$tree"/build/deb/"$1"_*.deb | tar -tf - | sed 's/^\.//; /\/$/d'
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

# hardened PROGRAM: as Debian's flags ask.
hardened()
{
	local said

	dpkg-deb -x "$tree"/build/deb/vgt-tools_*.deb "$work/tools" || return
	said=$(readelf -dW "$work/tools/usr/sbin/$1") && grep -q 'BIND_NOW\|FLAGS.*NOW' <<<"$said" || return
	said=$(readelf -sW "$work/tools/usr/sbin/$1") && grep -q '_chk@' <<<"$said"
}

# Twice of the same source is the same, and nothing of the machine that built them is in them.
no_builder()
{
	! dpkg-deb --fsys-tarfile "$tree"/build/deb/vgt-tools_*.deb | tar -xOf - | grep -aF "$tree"
}

test_deb()
{
	local version

	version=$(sed -n 's/^VGT_VERSION := //p' "$tree/drivers/gpu/vgt/Makefile")
	tap_check 'deb: built in a clean tree, and lintian is content' "$tree/scripts/deb"
	tap_check 'deb: the version is that of the module' \
		test -f "$tree/build/deb/vgt-dkms_${version}_all.deb"
	tap_check 'deb: vgt-dkms' has vgt-dkms "/usr/src/vgt-$version/"{dkms.conf,i915-headers,vgt/main.c} \
		/usr/lib/{modprobe.d/vgt.conf,modules-load.d/vgt.conf,vgt/dkms-install} \
		/etc/kernel/header_postinst.d/zz-vgt /usr/share/man/man4/vgt.4.gz
	tap_check 'deb: vgt-tools' has vgt-tools /usr/sbin/vgt{ctl,-top} \
		/usr/share/man/man8/vgt{ctl,-top}.8.gz /usr/share/bash-completion/completions/vgt{ctl,-top} \
		/usr/share/zsh/vendor-completions/_vgt{ctl,-top}
	tap_check 'deb: vgt-doc' has vgt-doc /usr/share/doc/vgt-doc/{README.md,Documentation/{README,admin-guide,install}.md}
	tap_check 'deb: vgtctl is hardened' hardened vgtctl
	tap_check 'deb: vgt-top is hardened' hardened vgt-top
	tap_check 'deb: no names of the machine that built it' no_builder
}
