// SPDX-License-Identifier: GPL-2.0-only
/*
 * Values of JSON. What is not known is null.
 */
#include "json.h"

/**
 * json_text() - make a string
 * @text: the text; may be empty
 *
 * Return: the string, or null if it is empty.
 */
struct json_object *json_text(const char *text)
{
	return *text ? json_object_new_string(text) : NULL;
}

/**
 * json_number() - make a number
 * @value: the value; negative if it is not known
 *
 * Return: the number, or null.
 */
struct json_object *json_number(int64_t value)
{
	return value >= 0 ? json_object_new_int64(value) : NULL;
}
