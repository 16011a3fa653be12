// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgtctl show [VGPU|host]
 */
#include <errno.h>
#include <stdio.h>

#include "../common/say.h"
#include "../common/sysfs.h"
#include "../common/vgpu.h"
#include "command.h"
#include "json.h"

#define FILE_NAME	"kernel/vgt/control/foreground_vm"

static const struct reason reasons[] = {
	{ ENOENT, "this vgt cannot show virtual machines: a newer one is needed" },
	{ ENODEV, "there is no such vGPU any more, or no GPU is shared" },
	{ EAGAIN, "the virtual machine shows nothing: its driver has no monitor on; wait, or see 'vgtctl monitor'" },
	{ EBUSY, "another program has the monitor: end it (systemctl stop display-manager), or switch to a text console (Ctrl-Alt-F1, chvt 1)" },
	{ ENXIO, "the host has no monitor on: connect one, or wake it" },
	{ EINVAL, "the host's monitor cannot show this picture: set another resolution in the virtual machine" },
	{ ERANGE, "the host's monitor cannot show this picture: set another resolution in the virtual machine" },
	{ EOPNOTSUPP, "the host's driver has no atomic mode setting" },
	{ 0 }
};

static void print_json(int id, const char *uuid)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "id", json_number(id));
	json_object_object_add(o, "uuid", json_text(uuid));
	json_print(o);
}

static int tell(void)
{
	struct vgpu vgpu;
	int id;

	id = vgt_foreground();
	if (id < 0) {
		say_why(id, reasons, "cannot tell who is on the monitor");
		return EXIT_FAILED;
	}
	/* The vGPU may be removed between the two reads. */
	*vgpu.uuid = 0;
	if (id != VGPU_HOST)
		sysfs_read_link(vgpu.uuid, sizeof(vgpu.uuid), "kernel/vgt/vm%d/device", id);
	if (command_json)
		print_json(id, vgpu.uuid);
	else
		printf("%d %s\n", id, id == VGPU_HOST ? "host" : vgpu.uuid);
	return EXIT_OK;
}

static int put(int id)
{
	char text[12];
	int ret;

	snprintf(text, sizeof(text), "%d", id);
	ret = sysfs_write(text, FILE_NAME);
	if (!ret)
		return EXIT_OK;
	if (id == VGPU_HOST)
		say_why(ret, reasons, "cannot show the host");
	else
		say_why(ret, reasons, "cannot show vGPU %d", id);
	return EXIT_FAILED;
}

int command_show(int argc, char **argv)
{
	struct vgpu vgpu;

	if (argc == 1)
		return tell();
	if (vgpu_is_host(argv[1]))
		return put(VGPU_HOST);
	return vgpu_find(&vgpu, argv[1]) ? EXIT_FAILED : put(vgpu.id);
}
