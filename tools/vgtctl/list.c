// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgtctl list
 */
#include <stdio.h>
#include <stdlib.h>

#include "../common/say.h"
#include "../common/vgpu.h"
#include "../common/vm.h"
#include "command.h"
#include "json.h"
#include "port.h"

#define ROW	"%-3s  %-36s  %-14s  %6s  %5s  %-8s  %-8s  %s\n"

static const char *or_dash(const char *text)
{
	return *text ? text : "-";
}

static const char *number(char *text, size_t size, int value)
{
	if (value < 0)
		return "-";
	snprintf(text, size, "%d", value);
	return text;
}

/* Letters of the ports with a monitor. */
static const char *monitors(char text[PORTS + 1], int id)
{
	int port, n = 0;

	for (port = 0; port < PORTS; port++)
		if (port_connected(id, port))
			text[n++] = 'A' + port;
	text[n] = 0;
	return or_dash(text);
}

static void print(const struct vgpu *vgpu, int foreground)
{
	char id[12], weight[12], cap[12], ports[PORTS + 1];
	bool none = !vgpu->cap || vgpu->cap >= 100;

	printf(ROW, number(id, sizeof(id), vgpu->id), or_dash(vgpu->uuid), or_dash(vgpu->type),
	       number(weight, sizeof(weight), vgpu->weight),
	       none ? "none" : number(cap, sizeof(cap), vgpu->cap),
	       monitors(ports, vgpu->id), vgpu->id == foreground ? "yes" : "no",
	       or_dash(vgpu->state));
}

static void print_json(struct vgpu *vgpus, int n, int foreground)
{
	struct json_object *list = json_object_new_array();
	int i;

	vm_find(vgpus, n);
	for (i = 0; i < n; i++)
		json_object_array_add(list, json_vgpu(&vgpus[i], foreground));
	json_print(list);
}

int command_list(int argc, char **argv)
{
	int foreground = vgt_foreground();
	struct vgpu *list;
	int n, i;

	n = vgpu_list(&list);
	if (n < 0) {
		say_why(n, NULL, "cannot list the vGPUs");
		return EXIT_FAILED;
	}
	if (command_json) {
		print_json(list, n, foreground);
		free(list);
		return EXIT_OK;
	}
	printf(ROW, "ID", "UUID", "TYPE", "WEIGHT", "CAP", "MONITORS", "SHOWN", "STATE");
	for (i = 0; i < n; i++)
		print(&list[i], foreground);
	free(list);
	return EXIT_OK;
}
