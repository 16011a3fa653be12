# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# vgt-dkms as its next version, to upgrade to: the same with another number.

# newer_than VERSION: a higher one in dpkg's order, of as many characters. So it can take the other's
# place in a module that was built.
newer_than()
{
	echo "${1%?}x"
}

# newer_package DEB VERSION DIR: makes it of vgt-dkms of that version, in DIR.
newer_package()
{
	local deb=$1 version=$2 to=$3 newer dir status=0

	newer=$(newer_than "$version")
	dir=$(mktemp -d) || return
	dpkg-deb -R "$deb" "$dir/p" &&
		mv "$dir/p/usr/src/vgt-$version" "$dir/p/usr/src/vgt-$newer" &&
		grep -rlIF "$version" "$dir/p" | xargs sed -i "s/${version//./\\.}/$newer/g" &&
		dpkg-deb --root-owner-group -b "$dir/p" "$to/" >/dev/null || status=$?
	rm -rf "$dir"
	return $status
}
