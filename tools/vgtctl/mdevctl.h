/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What mdevctl keeps of a vGPU.
 */
#ifndef VGTCTL_MDEVCTL_H
#define VGTCTL_MDEVCTL_H

#include <json-c/json.h>

int mdevctl_get(const char *uuid, const char *parent, struct json_object **device);
int mdevctl_set(const char *uuid, const char *parent, struct json_object *old,
		struct json_object *device);

#endif
