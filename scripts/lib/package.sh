# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The source that packages are made of.

package_tree=$(realpath "${BASH_SOURCE[0]%/*}/../..")

package_version()
{
	sed -n 's/^VGT_VERSION := //p' "$package_tree/drivers/gpu/vgt/Makefile"
}

# package_folder SUITE: where scripts/deb leaves what it builds on that suite. It takes apt.sh.
package_folder()
{
	local own

	own=$(apt_memo suite apt_suite)
	if [ "$1" = "$own" ]; then
		echo "$package_tree/build/deb"
	else
		echo "$package_tree/build/deb-$1"
	fi
}

# package_source DIR: the files of this tree without what was built; of git's if it is a work tree.
package_source()
{
	local to=$1

	mkdir -p "$to"
	if git -C "$package_tree" rev-parse --is-inside-work-tree >/dev/null 2>&1; then
		(cd "$package_tree" && git ls-files -z --cached --others --exclude-standard |
			while IFS= read -r -d '' file; do
				[ ! -e "$file" ] || printf '%s\0' "$file"
			done | tar --null -T - -cf -) | tar -C "$to" -xf -
	else
		tar -C "$package_tree" --exclude=./build --exclude=./debian/changelog -cf - . |
			tar -C "$to" -xf -
	fi
	chmod -R u=rwX,go=rX "$to"
}

# The same for the same source.
package_date()
{
	git -C "$package_tree" log -1 --format=%ct 2>/dev/null ||
		stat -c %Y "$package_tree/CHANGELOG.md"
}
