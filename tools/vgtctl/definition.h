/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A vGPU as mdevctl defines it.
 */
#ifndef VGTCTL_DEFINITION_H
#define VGTCTL_DEFINITION_H

#include <json-c/json.h>

#include "../common/types.h"
#include "../common/vgpu.h"

struct json_object *definition_make(const struct vgpu *vgpu, const struct gpu *gpu,
				    const char *start);

#endif
