/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values of JSON. What is not known is null.
 */
#ifndef VGT_TOOLS_JSON_H
#define VGT_TOOLS_JSON_H

#include <stdint.h>

#include <json-c/json.h>

struct json_object *json_text(const char *text);
struct json_object *json_number(int64_t value);

#endif
