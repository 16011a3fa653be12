// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgtctl resources
 */
#include <errno.h>
#include <stdio.h>

#include "../common/say.h"
#include "../common/types.h"
#include "command.h"
#include "json.h"

static void print_json(const struct resource *resources, int n)
{
	struct json_object *o = json_object_new_object(), *one;
	int i;

	for (i = 0; i < n; i++) {
		one = json_object_new_object();
		json_object_object_add(one, "free", json_object_new_uint64(resources[i].free));
		json_object_object_add(one, "total", json_object_new_uint64(resources[i].total));
		json_object_object_add(o, resources[i].name, one);
	}
	json_print(o);
}

int command_resources(int argc, char **argv)
{
	static const struct reason reasons[] = {
		{ ENODEV, "no GPU is shared: 'dmesg | grep vgt:' tells why" },
		{ 0 }
	};
	struct resource list[RESOURCES_MAX];
	int n, i;

	n = resources_read(list);
	if (n < 0) {
		say_why(n, reasons, "cannot tell what is left");
		return EXIT_FAILED;
	}
	if (command_json) {
		print_json(list, n);
		return EXIT_OK;
	}
	printf("%-12s  %8s  %8s\n", "RESOURCE", "FREE", "TOTAL");
	for (i = 0; i < n; i++)
		printf("%-12s  %8llu  %8llu\n", list[i].name, (unsigned long long)list[i].free,
		       (unsigned long long)list[i].total);
	return EXIT_OK;
}
