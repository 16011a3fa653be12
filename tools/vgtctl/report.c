// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgtctl report [FILE] | --read FILE
 *
 * Only files in sysfs that hold text are read. None of them shows memory of a guest; of i915's
 * error state, which does, only the beginning is read.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "../common/array.h"
#include "../common/proc.h"
#include "../common/say.h"
#include "../common/sysfs.h"
#include "../common/types.h"
#include "../common/vgpu.h"
#include "../common/vm.h"
#include "command.h"
#include "report.h"

/* klogctl()'s actions. */
#define LOG_READ_ALL	3
#define LOG_SIZE	10

static void title(FILE *out, const char *text)
{
	fprintf(out, "\n== %s ==\n", text);
}

/* Return: true if all of it can be printed. */
static bool is_text(const char *text, int n)
{
	int i;

	for (i = 0; i < n; i++)
		if (!isprint((unsigned char)text[i]) && !isspace((unsigned char)text[i]))
			return false;
	return true;
}

/* Print NAME: TEXT. Further lines are indented. What cannot be read is left out. */
static void put_file(FILE *out, const char *folder, const char *name)
{
	char text[4096], *line, *rest = text;
	int n;

	n = sysfs_read(text, sizeof(text), "%s/%s", folder, name);
	if (n < 0)
		return;
	fprintf(out, "%s:", name);
	if (!is_text(text, n)) {
		fputs(" not text\n", out);
		return;
	}
	if (!strchr(text, '\n')) {
		fprintf(out, " %s\n", text);
		return;
	}
	fputc('\n', out);
	while ((line = strsep(&rest, "\n")))
		fprintf(out, "\t%s\n", line);
}

/* Files only: no folders and no links. */
static int is_file(const struct dirent *entry)
{
	return entry->d_type == DT_REG;
}

static void put_folder(FILE *out, const char *folder)
{
	struct dirent **names;
	int n, i;

	n = sysfs_list(&names, is_file, "%s", folder);
	if (n < 0)
		fprintf(out, "(%s: %s)\n", folder, strerror(-n));
	for (i = 0; i < n; i++)
		put_file(out, folder, names[i]->d_name);
	sysfs_list_free(names, n);
}

/* Other words of the command line may be secret. */
static void put_command_line(FILE *out)
{
	static const char * const wanted[] = {
		"i915.", "vgt.", "kvmgt.", "drm.", "vfio", "intel_iommu", "iommu", "modprobe.",
		"module_blacklist",
	};
	char text[4096], *word, *rest = text;
	size_t i;

	proc_read(text, sizeof(text), "cmdline");
	text[strcspn(text, "\n")] = 0;
	fputs("kernel's parameters (those of GPUs and IOMMUs):", out);
	while ((word = strsep(&rest, " ")))
		for (i = 0; i < ARRAY_SIZE(wanted); i++)
			if (!strncmp(word, wanted[i], strlen(wanted[i])))
				fprintf(out, " %s", word);
	fputc('\n', out);
}

static void put_versions(FILE *out)
{
	struct utsname name;
	char date[32];
	time_t now = time(NULL);
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", &tm);
	fprintf(out, "Report of vgt, %s. It has no memory of guests and no names of them.\n", date);
	title(out, "versions");
	fputs("vgtctl: " VGT_VERSION "\n", out);
	if (!uname(&name))
		fprintf(out, "kernel: %s %s %s\n", name.release, name.version, name.machine);
	put_command_line(out);
	put_file(out, "module/vgt", "version");
	put_file(out, "module/vgt", "srcversion");
	title(out, "parameters of vgt");
	put_folder(out, "module/vgt/parameters");
	title(out, "parameters of i915");
	put_folder(out, "module/i915/parameters");
	if (sysfs_exists("module/kvmgt"))
		fputs("kvmgt is loaded\n", out);
}

static void put_gpu(FILE *out)
{
	static const char * const files[] = {
		"vendor", "device", "revision", "subsystem_vendor", "subsystem_device", "class",
		"resource", "power/runtime_status",
	};
	struct gpu gpu;
	char path[300];
	size_t i;
	int t;

	title(out, "GPU");
	if (gpu_look(&gpu)) {
		fputs("no GPU is shared\n", out);
		return;
	}
	fprintf(out, "address: %s\n", gpu.name);
	snprintf(path, sizeof(path), "class/mdev_bus/%s", gpu.name);
	for (i = 0; i < ARRAY_SIZE(files); i++)
		put_file(out, path, files[i]);
	for (t = 0; t < gpu.count; t++)
		fprintf(out, "type %s: %u available\n", gpu.types[t].name,
			gpu.types[t].available);
}

static int is_port(const struct dirent *entry)
{
	return !strncmp(entry->d_name, "PORT_", 5);
}

static void put_ports(FILE *out, int id)
{
	struct dirent **names;
	char folder[300];
	int n, i;

	n = sysfs_list(&names, is_port, "kernel/vgt/vm%d", id);
	for (i = 0; i < n; i++) {
		fprintf(out, "-- %s\n", names[i]->d_name);
		snprintf(folder, sizeof(folder), "kernel/vgt/vm%d/%s", id, names[i]->d_name);
		put_file(out, folder, "type");
		put_file(out, folder, "connection");
	}
	sysfs_list_free(names, n);
}

static void put_vgpu(FILE *out, const struct vgpu *vgpu)
{
	char text[128];

	snprintf(text, sizeof(text), "vGPU %d", vgpu->id);
	title(out, text);
	fprintf(out, "uuid: %s\n", *vgpu->uuid ? vgpu->uuid : "-");
	if (vgpu->pid) {
		proc_read(text, sizeof(text), "%d/comm", vgpu->pid);
		text[strcspn(text, "\n")] = 0;
		fprintf(out, "opened by: %s, process %d\n",
			is_text(text, strlen(text)) ? text : "?", vgpu->pid);
	}
	snprintf(text, sizeof(text), "kernel/vgt/vm%d", vgpu->id);
	put_folder(out, text);
	put_ports(out, vgpu->id);
	if (*vgpu->uuid) {
		fputs("-- intel_vgpu\n", out);
		snprintf(text, sizeof(text), "bus/mdev/devices/%s/intel_vgpu", vgpu->uuid);
		put_folder(out, text);
	}
	fputs("-- statistics\n", out);
	snprintf(text, sizeof(text), "kernel/vgt/vm%d/statistics", vgpu->id);
	put_folder(out, text);
}

static void put_vgpus(FILE *out)
{
	struct vgpu *list;
	int n, i;

	title(out, "control");
	put_folder(out, "kernel/vgt/control");
	n = vgpu_list(&list);
	if (n > 0)
		vm_find(list, n);
	for (i = 0; i < n; i++)
		put_vgpu(out, &list[i]);
	free(list);
}

/* Lines of the kernel's log that concern the GPU. */
static bool is_wanted(const char *line)
{
	static const char * const words[] = { "vgt", "i915", "vfio", "mdev", "DMAR", "Linux version" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (strstr(line, words[i]))
			return true;
	return false;
}

static void put_lines(FILE *out, char *text)
{
	char *line;

	while ((line = strsep(&text, "\n"))) {
		if (!is_wanted(line))
			continue;
		report_hide_names(line);
		for (; *line; line++)
			fputc(isprint((unsigned char)*line) ? *line : '?', out);
		fputc('\n', out);
	}
}

static void put_log(FILE *out)
{
	int size, n = -1;
	char *text;

	title(out, "the kernel's log: lines with vgt, i915, vfio, mdev, DMAR");
	size = klogctl(LOG_SIZE, NULL, 0);
	text = size > 0 ? malloc(size + 1) : NULL;
	if (text)
		n = klogctl(LOG_READ_ALL, text, size);
	if (n >= 0) {
		text[n] = 0;
		put_lines(out, text);
	} else {
		fprintf(out, "(not there: %s)\n", strerror(errno));
	}
	free(text);
}

/* Nobody else may read the file; one that is there already stays. */
static FILE *open_file(const char *name)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");

	if (!out)
		say_why(errno, NULL, "cannot write %s", name);
	return out;
}

/* What failed once is lost, also if the last of it can be written. */
static int close_file(FILE *out, const char *name)
{
	int err = ferror(out) ? EIO : 0;

	if (fclose(out))
		err = errno;
	if (!err)
		return EXIT_OK;
	say_why(err, NULL, "cannot write %s", name);
	unlink(name);
	return EXIT_FAILED;
}

int command_report(int argc, char **argv)
{
	FILE *out;

	if (argc > 1 && !strcmp(argv[1], "--read"))
		return argc > 2 ? report_read(argv[2]) : bad_usage("report");
	if (argc > 2)
		return bad_usage("report");
	out = argc > 1 ? open_file(argv[1]) : stdout;
	if (!out)
		return EXIT_FAILED;
	put_versions(out);
	put_gpu(out);
	title(out, "i915: fuses, error state");
	report_i915(out);
	put_vgpus(out);
	put_log(out);
	return out == stdout ? EXIT_OK : close_file(out, argv[1]);
}
