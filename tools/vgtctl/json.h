/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Listings as JSON. What is not known is null.
 */
#ifndef VGTCTL_JSON_H
#define VGTCTL_JSON_H

#include "../common/json.h"
#include "../common/vgpu.h"

struct json_object *json_vgpu(const struct vgpu *vgpu, int foreground);
void json_print(struct json_object *o);

#endif
