# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The one maker of EDIDs for tests: that of the GPU model, with other names. tests/edid/run has
# edid-decode read what it makes.
edid_tree=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
edid_program=$edid_tree/build/edid-make

# edid_build: once, where there is a compiler. The program is static: it runs in each machine.
edid_build()
{
	make -s -C "$edid_tree/tools/gpu-model" || return
	[ "$edid_program" -nt "$edid_tree/tests/edid/model.c" ] &&
		[ "$edid_program" -nt "$edid_tree/build/obj/gpu-model/libgpu-model.a" ] && return
	gcc -std=gnu11 -D_GNU_SOURCE -O1 -Wall -static -I"$edid_tree/tools/gpu-model" \
		-o "$edid_program" "$edid_tree/tests/edid/model.c" \
		"$edid_tree/build/obj/gpu-model/libgpu-model.a" -lm
}

# edid_make MONITOR [NAME]: such as hdmi:1024x768 or dp:1920x1080@50; prints it.
edid_make()
{
	"$edid_program" "$@"
}
