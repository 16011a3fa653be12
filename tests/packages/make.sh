# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The Makefiles, as those use them who make packages.
: "${work:?}" "${tree:?}"

# A build for a kernel that is not there ends at once, with one reason.
stops_at_failure()
{
	local said status=0

	said=$(make -C "$tree" module KVER=0.0-none 2>&1) || status=$?
	if [ "$status" = 0 ] || [[ $said != *'kernel 0.0-none has no headers'* ]] ||
			grep -qE 'i915_drv.h|No such file|fatal error' <<<"$said"; then
		echo "$said"
		return 1
	fi
	! make -C "$tree" module KVER= >/dev/null 2>&1
}

# make_flags FOLDER: what the compiler and pkg-config are called with.
make_flags()
{
	env -u WERROR make -n -B -C "$tree/$1" O="$work/m" CC=some-cc PKG_CONFIG="$work/some-pkg-config" \
		CPPFLAGS=-DFORTIFIED CFLAGS=-O9 LDFLAGS=-Wl,-z,now "${@:2}"
}

flags()
{
	local folder said

	printf '#!/bin/sh\necho -DFOUND\n' >"$work/some-pkg-config"
	chmod +x "$work/some-pkg-config"
	for folder in tools tools/gpu-model; do
		said=$(make_flags $folder) || return
		grep -E '^some-cc .* -c ' <<<"$said" | grep -qvE -- '-DFORTIFIED .*-O9' &&
			{ echo "$folder: not all are compiled so"; return 1; }
		grep -qE '^some-cc .*-Wl,-z,now -o' <<<"$said" || { echo "$folder: linking"; return 1; }
		grep -q -- -DFOUND <<<"$said" || { echo "$folder: pkg-config"; return 1; }
		! grep -q -- -Werror <<<"$said" || { echo "$folder: -Werror"; return 1; }
		said=$(make_flags $folder WERROR=1) && grep -q -- -Werror <<<"$said" || return
	done
}

# Who wants the module does not need the model's libraries.
no_model()
{
	! make -n -C "$tree" KVER=x I915_SRC=x | grep -E 'gpu-model|model'
}

# tools_install VARIABLE...: of programs that count as built. Others may be building them now.
tools_install()
{
	mkdir -p "$work/m/vfio"
	touch "$work/m"/{vgtctl,vgt-top,vfio/vfio-test}
	make -s -o all -C "$tree/tools" install O="$work/m" DESTDIR="$dir" "$@" >/dev/null
}

folders()
{
	local dir=$work/m/root want

	rm -rf "$dir"
	tools_install prefix=/usr sbindir=/usr/bin mandir=/usr/man || return
	want=$(printf '%s\n' usr/bin/vgt-{selftest,top} usr/bin/vgtctl usr/libexec/vgt/guest-test \
		usr/man/man8/vgt-{selftest,top}.8 usr/man/man8/vgtctl.8 \
		usr/share/bash-completion/completions/{vgt-selftest,vgt-top,vgtctl} \
		"$(cd "$tree/tests/vfio/expected" && printf 'usr/share/vgt/expected/%s\n' gen*)" \
		usr/share/zsh/vendor-completions/_{vgt-selftest,vgt-top,vgtctl})
	diff <(cd "$dir" && find . -type f | cut -c 3- | LC_ALL=C sort) <(echo "$want") || return
	# Whatever it was built for.
	grep -x 'guest=/usr/libexec/vgt/guest-test' "$dir/usr/bin/vgt-selftest" &&
		grep -x 'expected=/usr/share/vgt/expected' "$dir/usr/bin/vgt-selftest"
}

# In a copy of the tree, with a module as if it were built.
module_folders()
{
	local dir=$work/m/root copy=$work/m/copy

	rm -rf "$dir" "$copy"
	mkdir -p "$copy/build/module/1.2.3"
	cp -r "$tree"/{Makefile,scripts} "$copy/"
	echo built >"$copy/build/module/1.2.3/vgt.ko"
	make -s -C "$copy" install-module KVER=1.2.3 DESTDIR="$dir" >/dev/null || return
	[ "$(cat "$dir/lib/modules/1.2.3/updates/vgt.ko")" = built ]
}

uninstalls()
{
	local dir=$work/m/root

	tools_install && tools_install prefix=/usr sbindir=/usr/bin mandir=/usr/man || return
	install -D -m 644 /dev/null "$dir/lib/modules/1.2.3/updates/vgt.ko"
	make -s -C "$tree" uninstall DESTDIR="$dir" KVER=1.2.3 prefix=/usr/local >/dev/null || return
	make -s -C "$tree/tools" uninstall DESTDIR="$dir" prefix=/usr sbindir=/usr/bin \
		mandir=/usr/man >/dev/null || return
	[ -z "$(find "$dir" -type f)" ] || { find "$dir" -type f; return 1; }
}

test_make()
{
	tap_check 'make: a build that fails stops at once, with the reason' stops_at_failure
	tap_check 'make: CC, CPPFLAGS, CFLAGS, LDFLAGS, PKG_CONFIG; -Werror on request' flags
	tap_check 'make: the GPU model is not built for those who want the module' no_model
	tap_check 'make: prefix, sbindir, mandir, DESTDIR' folders
	tap_check 'make: install takes the module that was built' module_folders
	tap_check 'make: uninstall' uninstalls
}
