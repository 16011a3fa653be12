// SPDX-License-Identifier: GPL-2.0-only
/*
 * Make objects, and print them.
 */
#include <stdio.h>

#include "json.h"
#include "port.h"

static struct json_object *monitors(int id)
{
	struct json_object *list = json_object_new_array();
	int port;

	for (port = 0; port < PORTS; port++)
		if (port_connected(id, port))
			json_object_array_add(list, json_object_new_string((char[]){
				'A' + port, 0 }));
	return list;
}

/**
 * json_vgpu() - make an object of a vGPU
 * @vgpu: the vGPU
 * @foreground: the VM that the host's monitor shows
 *
 * Return: the object.
 */
struct json_object *json_vgpu(const struct vgpu *vgpu, int foreground)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "id", json_object_new_int(vgpu->id));
	json_object_object_add(o, "uuid", json_text(vgpu->uuid));
	json_object_object_add(o, "type", json_text(vgpu->type));
	json_object_object_add(o, "weight", json_number(vgpu->weight));
	json_object_object_add(o, "cap_percent", json_number(vgpu->cap));
	json_object_object_add(o, "monitors", monitors(vgpu->id));
	json_object_object_add(o, "shown", json_object_new_boolean(vgpu->id == foreground));
	json_object_object_add(o, "state", json_text(vgpu->state));
	json_object_object_add(o, "vm", json_text(vgpu->vm));
	json_object_object_add(o, "pid", json_number(vgpu->pid ? vgpu->pid : -1));
	return o;
}

/**
 * json_print() - print an object in one line, and free it
 * @o: the object
 */
void json_print(struct json_object *o)
{
	puts(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN));
	json_object_put(o);
}
