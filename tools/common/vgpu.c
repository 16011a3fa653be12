// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read /sys/kernel/vgt/vmN.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "number.h"
#include "say.h"
#include "sysfs.h"
#include "vgpu.h"

/**
 * vgt_loaded() - whether the module is loaded
 *
 * Prints what to do if it is not.
 *
 * Return: true if it is loaded.
 */
bool vgt_loaded(void)
{
	if (sysfs_exists("kernel/vgt/control"))
		return true;
	if (!sysfs_exists("kernel"))
		say("%s is not sysfs: there is no folder 'kernel' in it", sysfs_root());
	else if (sysfs_exists("module/kvmgt"))
		say("the module vgt is not loaded, and kvmgt is: 'rmmod kvmgt', then 'modprobe vgt'");
	else
		say("the module vgt is not loaded: 'modprobe vgt' loads it; if that fails, 'dmesg | grep vgt:' tells why");
	return false;
}

/**
 * vgt_foreground() - get the VM that the host's monitor shows
 *
 * Return: the id of a vGPU, 0 for the host, or a negative errno value.
 */
int vgt_foreground(void)
{
	uint64_t id;
	int ret;

	ret = sysfs_read_number(&id, "kernel/vgt/control/foreground_vm");
	if (ret)
		return ret;
	return id <= VGPU_MAX ? (int)id : -ERANGE;
}

static int read_small(int id, const char *file)
{
	uint64_t value;

	if (sysfs_read_number(&value, "kernel/vgt/vm%d/%s", id, file) || value > INT_MAX)
		return -1;
	return value;
}

static void vgpu_read(struct vgpu *vgpu, int id)
{
	memset(vgpu, 0, sizeof(*vgpu));
	vgpu->id = id;
	sysfs_read_link(vgpu->uuid, sizeof(vgpu->uuid), "kernel/vgt/vm%d/device", id);
	sysfs_read(vgpu->type, sizeof(vgpu->type), "kernel/vgt/vm%d/type", id);
	sysfs_read(vgpu->state, sizeof(vgpu->state), "kernel/vgt/vm%d/state", id);
	vgpu->weight = read_small(id, "weight");
	vgpu->cap = read_small(id, "cap");
}

/* Return: the N of vmN, or 0. */
static int id_of(const char *name)
{
	uint64_t id;

	if (strncmp(name, "vm", 2) || number_parse(name + 2, &id) || id > VGPU_MAX)
		return 0;
	return id;
}

static int is_vgpu(const struct dirent *entry)
{
	return id_of(entry->d_name) > 0;
}

/**
 * vgpu_list() - list all vGPUs by id
 * @list: set; the caller frees it with free()
 *
 * Return: their number, or a negative errno value.
 */
int vgpu_list(struct vgpu **list)
{
	struct dirent **names;
	int n, i;

	*list = NULL;
	n = sysfs_list(&names, is_vgpu, "kernel/vgt");
	if (n <= 0)
		goto out;
	*list = calloc(n, sizeof(**list));
	if (*list)
		for (i = 0; i < n; i++)
			vgpu_read(&(*list)[i], id_of(names[i]->d_name));
out:
	sysfs_list_free(names, n);
	return n > 0 && !*list ? -ENOMEM : n;
}

static int by_id(struct vgpu *vgpu, uint64_t id)
{
	if (!id || id > VGPU_MAX || !sysfs_exists("kernel/vgt/vm%d", (int)id)) {
		say("there is no vGPU %llu: 'vgtctl list' tells which there are",
		    (unsigned long long)id);
		return -ENODEV;
	}
	vgpu_read(vgpu, id);
	return 0;
}

static int by_uuid(struct vgpu *vgpu, const char *uuid)
{
	struct vgpu *list;
	int n, i;

	n = vgpu_list(&list);
	for (i = 0; i < n; i++)
		if (!strcmp(list[i].uuid, uuid))
			break;
	if (i < n)
		*vgpu = list[i];
	else
		say("there is no vGPU %s: 'vgtctl list' tells which there are", uuid);
	free(list);
	return i < n ? 0 : -ENODEV;
}

bool vgpu_is_host(const char *word)
{
	return !strcmp(word, "host") || !strcmp(word, "0");
}

/**
 * vgpu_find() - find a vGPU by id or UUID
 * @vgpu: filled
 * @word: its id or UUID
 *
 * Prints a message on failure.
 *
 * Return: 0, or a negative errno value.
 */
int vgpu_find(struct vgpu *vgpu, const char *word)
{
	char uuid[UUID_SIZE];
	uint64_t id;

	if (!number_parse(word, &id))
		return by_id(vgpu, id);
	if (uuid_take(word, uuid))
		return by_uuid(vgpu, uuid);
	say("'%s' is neither the id of a vGPU nor a UUID: 'vgtctl list' tells which there are",
	    word);
	return -EINVAL;
}
