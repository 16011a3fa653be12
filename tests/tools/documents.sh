# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Manual pages, completion, installation.
: "${sys:?}" "${work:?}" "${tree:?}" "${vgtctl:?}" "${vgt_top:?}"

# completes WORDS WANTED: the last word may become one of these.
completes()
{
	local -a COMP_WORDS COMPREPLY=()
	local COMP_CWORD
	read -ra COMP_WORDS <<<"$1"
	[[ $1 != *' ' ]] || COMP_WORDS+=('')
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))

	"_${COMP_WORDS[0]//-/_}"
	[ "${COMPREPLY[*]}" = "$2" ] || { echo "${COMPREPLY[*]}"; return 1; }
}

test_completion()
{
	local ctl="vgtctl --sysfs $sys"

	# shellcheck source=../../tools/completion/vgtctl
	. "$tree/tools/completion/vgtctl"
	# shellcheck source=../../tools/completion/vgt-top
	. "$tree/tools/completion/vgt-top"
	# shellcheck source=../../tools/completion/vgt-selftest
	. "$tree/tools/completion/vgt-selftest"
	fresh
	tap_check 'completion: commands' completes 'vgtctl cr' create
	tap_check 'completion: after --sysfs' completes "$ctl s" 'show stats status save'
	tap_check 'completion: vGPUs' completes "$ctl remove " \
		"1 $(sysfs_uuid 1) 2 $(sysfs_uuid 2)"
	tap_check 'completion: show' completes "$ctl show h" host
	tap_check 'completion: types' completes "$ctl create i" 'i915-GVTg_V5_4 i915-GVTg_V5_8'
	tap_check 'completion: types after --uuid' completes "$ctl create --uuid x i" \
		'i915-GVTg_V5_4 i915-GVTg_V5_8'
	tap_check 'completion: ports' completes "$ctl monitor $(sysfs_uuid 1) " 'B C'
	tap_check 'completion: verbs' completes "$ctl monitor 1 B " 'connect disconnect --type --edid'
	tap_check 'completion: verbs after --edid' completes "$ctl monitor 1 B --edid f c" connect
	tap_check 'completion: types of ports' completes "$ctl monitor 1 B --type " 'dp hdmi none'
	tap_check 'completion: weight' completes "$ctl weight h" host
	tap_check 'completion: the host'"'"'s' completes "$ctl weight host " none
	tap_check 'completion: cap' completes "$ctl cap 1 " none
	tap_check 'completion: after --json' completes "vgtctl --json --sysfs $sys st" 'stats status'
	tap_check 'completion: watch' completes "$ctl watch -" '-d -n'
	tap_check 'completion: record' completes "$ctl record " "1 $(sysfs_uuid 1) 2 $(sysfs_uuid 2)"
	tap_check 'completion: options of record' completes "$ctl record 1 f -" '--memory --seconds'
	tap_check 'completion: nothing more' completes "$ctl stats 1 " ''
	tap_check 'completion: vgt-top' completes 'vgt-top --o' --once
	tap_check 'completion: orders' completes 'vgt-top --sort n' name
}

# Each command of the help text is in the manual and completed.
commands_documented()
{
	local command n=0

	while read -r command; do
		grep -qE "^(\.BI? |\\\\fB)$command\b" "$tree/man/vgtctl.8" ||
			{ echo "$command: not in the manual"; return 1; }
		completes "vgtctl $command" "$command" || return
		grep -qF "'$command:" "$tree/tools/completion/_vgtctl" ||
			{ echo "$command: not for zsh"; return 1; }
		n=$((n + 1))
	done < <("$vgtctl" --help | sed -n 's/^  \([a-z]\+\)\b.*/\1/p')
	[ $n -ge 10 ]
}

# in_manual PAGE: each option of the help text, which is read, is in it.
in_manual()
{
	local option n=0

	while read -r option; do
		grep -qE -- "${option//-/\\\\-}\b" "$tree/man/$1" ||
			{ echo "$option: not in $1"; return 1; }
		n=$((n + 1))
	done < <(grep -oE -- '--[a-z]+' | sort -u)
	[ $n -ge 4 ]
}

# completed PROGRAM: each option of the help text, which is read, by bash and by zsh.
completed()
{
	local option n=0

	while read -r option; do
		completes "$1 $option" "$option" || return
		grep -qE -- "$option\b" "$tree/tools/completion/_$1" ||
			{ echo "$option: not for zsh"; return 1; }
		n=$((n + 1))
	done < <(grep -oE -- '--[a-z]+' | sort -u)
	[ $n -ge 4 ]
}

# The guest's tests are all in its list, also those that another mediator does not pass; and the words
# that the table in silicon.md gives for --only choose some of them.
# shellcheck disable=SC2016 # backquotes of the document
selftest_lists()
{
	local list word n=0

	list=$("$tree/build/vgt-selftest" --list) || return
	grep -qxF 'hang: an invalid command' <<<"$list" || { echo 'it is not whole'; return 1; }
	while read -r word; do
		grep -qF -- "$word" <<<"$list" || { echo "no test has '$word' in its name"; return 1; }
		n=$((n + 1))
	done < <(awk -F'|' '/^## 1\./ { exit } /^\| [0-9]/ { print $3 }' "$tree/Documentation/silicon.md" |
		grep -o '`[^`]*`' | tr -d '`' | grep -v =)
	[ $n -ge 10 ]
}

# The module, the tools and the changes have one version.
one_version()
{
	local version

	version=$(sed -n 's/^VGT_VERSION := //p' "$tree/drivers/gpu/vgt/Makefile")
	[ -n "$version" ] || return
	[ "$("$vgtctl" --version)" = "vgtctl $version" ] || return
	[ "$("$vgt_top" --version)" = "vgt-top $version" ] || return
	[ "$("$tree/build/vgt-selftest" --version)" = "vgt-selftest $version" ] || return
	grep -qF 'MODULE_VERSION(VGT_VERSION)' "$tree/drivers/gpu/vgt/main.c" || return
	[ "$(sed -n 's/^## \([0-9.]*\).*/\1/p' "$tree/CHANGELOG.md" | head -n 1)" = "$version" ]
}

clean_manual()
{
	[ -z "$(groff -man -Tutf8 -ww -z "$1" 2>&1)" ]
}

parameters_documented()
{
	local parameter n=0

	while read -r parameter; do
		grep -q "\b$parameter=" "$tree/man/vgt.4" || { echo "$parameter"; return 1; }
		n=$((n + 1))
	done < <(grep -rhoE '\bmodule_param(_named|_cb)?\(\w+' "$tree/drivers/gpu/vgt" | sed 's/.*(//')
	[ $n -ge 4 ]
}

installs()
{
	local file dir=$work/installed

	make -s -C "$tree/tools" install DESTDIR="$dir" PREFIX=/usr || return
	for file in sbin/vgt{ctl,-top,-selftest} share/man/man8/vgt{ctl,-top,-selftest}.8 \
		libexec/vgt/guest-test share/vgt/expected/gen9 \
		share/bash-completion/completions/vgt{ctl,-top,-selftest} \
		share/zsh/vendor-completions/_vgt{ctl,-top,-selftest}; do
		[ -s "$dir/usr/$file" ] || { echo "$file is missing"; return 1; }
	done
	"$dir/usr/sbin/vgtctl" --sysfs "$sys" list
}

test_documents()
{
	local page

	make -s -C "$tree/tools" "$tree/build/vgt-selftest" guest-test ||
		tap_fail 'vgt-selftest is built'
	test_completion
	tap_check 'each command is in the manual and completed' commands_documented
	tap_check 'each option of vgt-top is in its manual' in_manual vgt-top.8 < <("$vgt_top" --help)
	tap_check 'and completed' completed vgt-top < <("$vgt_top" --help)
	tap_check 'one version' one_version
	for page in "$tree"/man/*; do
		tap_check "manual ${page##*/}: groff has nothing to say" clean_manual "$page"
	done
	tap_check 'manual of the module: it has each parameter' parameters_documented
	tap_check 'manual of vgt-selftest: it has each option' in_manual vgt-selftest.8 \
		< <("$tree/build/vgt-selftest" --help)
	tap_check 'and it is completed' completed vgt-selftest < <("$tree/build/vgt-selftest" --help)
	tap_check 'manual of vgt-replay: it has each option' in_manual vgt-replay.1 \
		< <(sed -n '/usage\[\]/,/;$/p' "$tree/tools/vgt-replay/main.c")
	tap_check 'vgt-selftest --list: all tests, and the words in silicon.md' selftest_lists
	tap_check 'make install' installs
}
