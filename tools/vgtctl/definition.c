// SPDX-License-Identifier: GPL-2.0-only
/*
 * Make mdevctl's definition of a vGPU: what it has that its type has not, as files that mdevctl
 * writes in their order when it has created the vGPU.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../common/say.h"
#include "../common/sysfs.h"
#include "definition.h"
#include "port.h"

#define CAP_NONE	100

/* Each port has it at first; port B has a monitor, and the others have none. */
#define PORT_TYPE	"dp"
#define PORT_B		1

static const struct reason reasons[] = {
	{ ENODEV, "the vGPU is being removed" },
	{ 0 }
};

/* Return: false, after a message. */
static bool cannot_read(const struct vgpu *vgpu, const char *file, int err)
{
	say_why(err, reasons, "cannot read %s of vGPU %d", file, vgpu->id);
	return false;
}

/* One more file that mdevctl is to write at the start. */
static void add(struct json_object *attrs, const char *file, const char *value)
{
	struct json_object *attr = json_object_new_object();

	json_object_object_add(attr, file, json_object_new_string(value));
	json_object_array_add(attrs, attr);
}

/* What the type has, as the file has it; empty if that is not known. */
static void value_of_type(const struct gpu_type *type, const char *file, char *text, size_t size)
{
	*text = 0;
	if (!strcmp(file, "display"))
		snprintf(text, size, "dmabuf");
	else if (!type)
		return;
	else if (!strcmp(file, "low_gm_size"))
		snprintf(text, size, "%llu", (unsigned long long)type->aperture_mb << 20);
	else if (!strcmp(file, "high_gm_size"))
		snprintf(text, size, "%llu", (unsigned long long)type->hidden_mb << 20);
	else if (!strcmp(file, "fence"))
		snprintf(text, size, "%u", type->fences);
	else if (!strcmp(file, "weight"))
		snprintf(text, size, "%u", type->weight);
	else if (!strcmp(file, "resolution"))
		snprintf(text, size, "%s", type->resolution);
}

static const struct gpu_type *type_of(const struct gpu *gpu, const struct vgpu *vgpu)
{
	int i;

	for (i = 0; i < gpu->count; i++)
		if (!strcmp(gpu->types[i].name, vgpu->type))
			return &gpu->types[i];
	return NULL;
}

/* One of intel_vgpu/; a module that does not have it is an older one. */
static bool add_own(struct json_object *attrs, const struct vgpu *vgpu,
		    const struct gpu_type *type, const char *name)
{
	char have[160], usual[64], file[48];
	int ret;

	snprintf(file, sizeof(file), "intel_vgpu/%s", name);
	ret = sysfs_read(have, sizeof(have), "bus/mdev/devices/%s/%s", vgpu->uuid, file);
	if (ret == -ENOENT)
		return true;
	if (ret < 0)
		return cannot_read(vgpu, file, ret);
	value_of_type(type, name, usual, sizeof(usual));
	if (strcmp(have, usual))
		add(attrs, file, have);
	return true;
}

/* A smaller size of the aperture first, so that there is room for the other one. */
static bool add_all_own(struct json_object *attrs, const struct vgpu *vgpu,
			const struct gpu_type *type)
{
	static const char * const files[] = {
		"low_gm_size", "high_gm_size", "fence", "resolution", "weight", "display", NULL,
	};
	int i;

	for (i = 0; files[i]; i++)
		if (!add_own(attrs, vgpu, type, files[i]))
			return false;
	return true;
}

static bool add_cap(struct json_object *attrs, const struct vgpu *vgpu)
{
	uint64_t cap;
	char text[16];
	int ret = sysfs_read_number(&cap, "kernel/vgt/vm%d/cap", vgpu->id);

	if (ret == -ENOENT)
		return true;
	if (ret)
		return cannot_read(vgpu, "vgt/cap", ret);
	snprintf(text, sizeof(text), "%u", (unsigned int)cap);
	if (cap && cap < CAP_NONE)
		add(attrs, "vgt/cap", text);
	return true;
}

static void add_port_file(struct json_object *attrs, int port, const char *name, const char *value)
{
	char file[48];

	snprintf(file, sizeof(file), "vgt/PORT_%c/%s", 'A' + port, name);
	add(attrs, file, value);
}

/* A monitor that is connected keeps the type that it has. */
static bool add_port(struct json_object *attrs, const struct vgpu *vgpu, int port)
{
	char type[16], connection[32], file[32];
	bool connected, usual;
	int ret;

	snprintf(file, sizeof(file), "vgt/PORT_%c/type", 'A' + port);
	ret = port_type(vgpu->id, port, type, sizeof(type));
	if (ret >= 0) {
		snprintf(file, sizeof(file), "vgt/PORT_%c/connection", 'A' + port);
		ret = port_connection(vgpu->id, port, connection, sizeof(connection));
	}
	if (ret < 0)
		return cannot_read(vgpu, file, ret);
	connected = !strcmp(connection, "connected");
	usual = !strcmp(type, PORT_TYPE);
	if (connected && usual && port == PORT_B)
		return true;
	if (port == PORT_B)
		add_port_file(attrs, port, "connection", "disconnect");
	if (!usual)
		add_port_file(attrs, port, "type", type);
	if (connected)
		add_port_file(attrs, port, "connection", "connect");
	return true;
}

static bool add_all(struct json_object *attrs, const struct vgpu *vgpu, const struct gpu *gpu)
{
	int port;

	if (!add_all_own(attrs, vgpu, type_of(gpu, vgpu)) || !add_cap(attrs, vgpu))
		return false;
	for (port = 0; port < PORTS; port++)
		if (port_exists(vgpu->id, port) && !add_port(attrs, vgpu, port))
			return false;
	/* Then files were not there for another reason. */
	if (sysfs_exists("bus/mdev/devices/%s", vgpu->uuid))
		return true;
	say("vGPU %d is being removed", vgpu->id);
	return false;
}

/**
 * definition_make() - make the definition of a vGPU, as it is now
 * @vgpu: the vGPU
 * @gpu: its GPU
 * @start: auto or manual
 *
 * Prints a message on failure.
 *
 * Return: the definition, or NULL.
 */
struct json_object *definition_make(const struct vgpu *vgpu, const struct gpu *gpu,
				    const char *start)
{
	struct json_object *device = json_object_new_object();
	struct json_object *attrs = json_object_new_array();

	json_object_object_add(device, "mdev_type", json_object_new_string(vgpu->type));
	json_object_object_add(device, "start", json_object_new_string(start));
	json_object_object_add(device, "attrs", attrs);
	if (add_all(attrs, vgpu, gpu))
		return device;
	json_object_put(device);
	return NULL;
}
