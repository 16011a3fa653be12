# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The packages for distributions with RPM: built by Debian's rpmbuild, in a clean tree.
: "${work:?}" "${tree:?}" "${out:?}" "${version:?}"

# in_rpm_tree COMMAND WORD...: by a shell, where rpm is.
in_rpm_tree()
{
	tree_run "$root" "$over" env HOME=/root sh -c "$1" shell "${@:2}"
}

# query PACKAGE WORD...: what rpm says of it.
query()
{
	# shellcheck disable=SC2016 # for that shell
	in_rpm_tree 'package=$1; shift; rpm -qp "$@" "/rpm/$package"-[0-9]*.rpm' "$@"
}

# rpm_is PACKAGE: its files are those of stdin, but for its license, and names of what was built.
rpm_is()
{
	diff <(query "$1" -l | grep -v '^/usr/share/licenses/\|^/usr/lib/.build-id' | LC_ALL=C sort) \
		<(LC_ALL=C sort)
}

rpm_tools()
{
	rpm_is vgt-tools <<-EOF
		/usr/libexec/vgt
		/usr/libexec/vgt/guest-test
		/usr/sbin/vgt-selftest
		/usr/sbin/vgt-top
		/usr/sbin/vgtctl
		/usr/share/bash-completion/completions/vgt-selftest
		/usr/share/bash-completion/completions/vgt-top
		/usr/share/bash-completion/completions/vgtctl
		/usr/share/man/man8/vgt-selftest.8.gz
		/usr/share/man/man8/vgt-top.8.gz
		/usr/share/man/man8/vgtctl.8.gz
		/usr/share/vgt
		/usr/share/vgt/expected
		$(cd "$tree/tests/vfio/expected" && printf '/usr/share/vgt/expected/%s\n' gen*)
		/usr/share/zsh/site-functions/_vgt-selftest
		/usr/share/zsh/site-functions/_vgt-top
		/usr/share/zsh/site-functions/_vgtctl
	EOF
}

# files_below FOLDER TO: of this tree's folder, with their folders, as if in TO.
files_below()
{
	(cd "$tree/${1%/*}" && find "${1##*/}" | sed "s|^|$2/|")
}

rpm_dkms()
{
	local module=/usr/src/vgt-$version

	{
		printf '%s\n' /usr/lib/modprobe.d/vgt.conf /usr/lib/modules-load.d/vgt.conf \
			/usr/libexec/vgt /usr/libexec/vgt/dkms-install /usr/share/man/man4/vgt.4.gz \
			"$module" "$module/dkms.conf" "$module/i915-headers"
		files_below drivers/gpu/vgt "$module"
	} | rpm_is vgt-dkms
}

rpm_doc()
{
	local doc=/usr/share/doc/vgt-doc-$version

	{
		printf '%s\n' "$doc" "$doc"/{CHANGELOG.md,CONTRIBUTING.md,MAINTAINERS,README.md}
		files_below ./Documentation "$doc"
	} | rpm_is vgt-doc
}

# The source package has what the others are made of.
rpm_source()
{
	local said

	said=$(in_rpm_tree 'rpm -qpl /rpm/*.src.rpm' | LC_ALL=C sort) || return
	[ "$said" = "vgt-$version.tar.gz"$'\n'vgt.spec ] || { echo "$said"; return 1; }
}

# Scripts of the dkms package, as rpm runs them, and its dkms.conf, as DKMS reads it.
rpm_scripts()
{
	local kind conf

	for kind in POSTIN PREUN POSTUN; do
		query vgt-dkms --qf "%{$kind}\n" >"$work/script" || return
		if ! grep -q vgt "$work/script" || ! dash -n "$work/script"; then
			cat "$work/script"
			return 1
		fi
	done
	conf=$(in_rpm_tree "rpm2cpio /rpm/vgt-dkms-*.rpm |
		cpio -i --quiet --to-stdout ./usr/src/vgt-$version/dkms.conf") || return
	# shellcheck disable=SC2016 # for that shell
	conf=$(bash -c '. /dev/stdin && echo "$PACKAGE_VERSION $AUTOINSTALL ${MAKE[0]%% *}"' <<<"$conf") || return
	[ "$conf" = "$version yes make" ] || { echo "$conf"; return 1; }
}

rpm_no_builder()
{
	local said

	said=$(query vgt-tools --qf '%{BUILDHOST}') || return
	[ "$said" = localhost ] || { echo "$said"; return 1; }
	! in_rpm_tree 'rpm2cpio /rpm/vgt-tools-*.rpm' | grep -aF "$tree"
}

test_rpm()
{
	local root over=$out/rpm

	tap_check 'rpm: built in a clean tree from the source package, and rpmlint is content' "$tree/scripts/rpm"
	root=$("$tree/scripts/testbed/package-tree" rpm)/tree || return
	rm -rf "$over"
	mkdir -p "$over/upper"
	cp -r "$tree/build/rpm" "$over/upper/" || return
	tap_check 'rpm: the source package' rpm_source
	tap_check 'rpm: vgt-tools' rpm_tools
	tap_check 'rpm: vgt-dkms' rpm_dkms
	tap_check 'rpm: vgt-doc' rpm_doc
	tap_check 'rpm: scripts and dkms.conf of vgt-dkms are whole' rpm_scripts
	tap_check 'rpm: no names of the machine that built it' rpm_no_builder
	rm -rf "$over"
}
