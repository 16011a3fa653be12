// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whose vGPU it is: the process that has the VFIO group of the mediated device open, or the
 * VFIO device itself (with iommufd). QEMU gets the name by -name, from libvirt as well.
 */
#include <stdio.h>
#include <string.h>

#include "proc.h"
#include "sysfs.h"
#include "vm.h"

#define DEVICE	"bus/mdev/devices/%s"

static int is_device(const struct dirent *entry)
{
	return !strncmp(entry->d_name, "vfio", 4);
}

static void find_files(const struct vgpu *vgpu, char group[VM_NAME_SIZE],
		       char device[VM_NAME_SIZE])
{
	struct dirent **names;
	int n;

	*group = 0;
	*device = 0;
	if (!*vgpu->uuid)
		return;
	sysfs_read_link(group, VM_NAME_SIZE, DEVICE "/iommu_group", vgpu->uuid);
	n = sysfs_list(&names, is_device, DEVICE "/vfio-dev", vgpu->uuid);
	if (n > 0)
		snprintf(device, VM_NAME_SIZE, "%.31s", names[0]->d_name);
	sysfs_list_free(names, n);
}

/* Copy a value of QEMU's options: up to a comma; two commas are one of the value. */
static void copy_value(char *name, size_t size, const char *text)
{
	size_t n = 0;

	for (; *text && n < size - 1; text++) {
		if (*text == ',' && *++text != ',')
			break;
		/* Nothing that moves the cursor; and a character is one byte. */
		name[n++] = *text < ' ' || *text >= 127 ? '?' : *text;
	}
	name[n] = 0;
}

/* Get the name from a value of -name: NAME[,...], or [...,]guest=NAME[,...]. */
static void take_name(char *name, size_t size, const char *value)
{
	const char *guest = value;

	while (guest && strncmp(guest, "guest=", 6)) {
		guest = strchr(guest, ',');
		/* Two commas do not end the value. */
		while (guest && guest[1] == ',')
			guest = strchr(guest + 2, ',');
		guest = guest ? guest + 1 : NULL;
	}
	copy_value(name, size, guest ? guest + 6 : value);
}

/* Without -name, the name is that of the program. */
static void name_of(int pid, char *name, size_t size)
{
	char words[8192], comm[64], *word;
	int n = proc_read(words, sizeof(words), "%d/cmdline", pid);

	for (word = words; n > 0 && word < words + n; word += strlen(word) + 1) {
		if (strcmp(word, "-name") && strcmp(word, "--name"))
			continue;
		word += strlen(word) + 1;
		if (word >= words + n)
			break;
		take_name(name, size, word);
		return;
	}
	proc_read(comm, sizeof(comm), "%d/comm", pid);
	comm[strcspn(comm, "\n")] = 0;
	copy_value(name, size, comm);
}

/* Whether a path ends with /vfio/NAME or /vfio/devices/NAME. */
static bool is_path_of(const char *path, const char *folder, const char *name)
{
	size_t len = strlen(path), end = strlen(folder) + strlen(name);

	return *name && len > end && !strncmp(path + len - end, folder, strlen(folder)) &&
		!strcmp(path + len - strlen(name), name);
}

/**
 * vm_search_begin() - begin to search the processes of vGPUs' virtual machines
 * @search: initialized
 * @list: the vGPUs; vm_search_visit() sets @pid and @vm of those that it finds one for
 * @n: their number
 */
void vm_search_begin(struct vm_search *search, struct vgpu *list, int n)
{
	int i;

	search->list = list;
	search->n = n < VGPU_MAX ? n : VGPU_MAX;
	for (i = 0; i < search->n; i++)
		find_files(&list[i], search->group[i], search->device[i]);
}

/**
 * vm_search_visit() - look at a device that a process has open: see proc_each_device()
 * @arg: the search
 * @pid: the process
 * @fd: its file descriptor
 * @path: path of the device
 */
void vm_search_visit(void *arg, int pid, int fd, const char *path)
{
	struct vm_search *search = arg;
	int i;

	if (!strstr(path, "/vfio/"))
		return;
	for (i = 0; i < search->n; i++) {
		if (search->list[i].pid ||
		    (!is_path_of(path, "/vfio/", search->group[i]) &&
		     !is_path_of(path, "/vfio/devices/", search->device[i])))
			continue;
		search->list[i].pid = pid;
		name_of(pid, search->list[i].vm, sizeof(search->list[i].vm));
	}
}

/**
 * vm_find() - find the process and the name of each vGPU's virtual machine
 * @list: the vGPUs; @pid and @vm of each are set where one is found
 * @n: their number
 */
void vm_find(struct vgpu *list, int n)
{
	struct vm_search search;

	vm_search_begin(&search, list, n);
	if (search.n > 0)
		proc_each_device(vm_search_visit, &search);
}
