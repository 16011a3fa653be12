// SPDX-License-Identifier: GPL-2.0-only
#include <uuid/uuid.h>

#include "uuid.h"

/**
 * uuid_take() - read a UUID
 * @text: xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx, hexadecimal
 * @uuid: set to the UUID in lower case
 *
 * Return: true if @text is a UUID.
 */
bool uuid_take(const char *text, char uuid[UUID_SIZE])
{
	uuid_t value;

	if (uuid_parse(text, value))
		return false;
	uuid_unparse_lower(value, uuid);
	return true;
}

/**
 * uuid_make() - make a new, random UUID (RFC 4122, version 4)
 * @uuid: set
 */
void uuid_make(char uuid[UUID_SIZE])
{
	uuid_t value;

	uuid_generate_random(value);
	uuid_unparse_lower(value, uuid);
}
