// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/vgt/vmN/PORT_x.
 */
#include <string.h>
#include <strings.h>

#include "../common/sysfs.h"
#include "port.h"

#define FOLDER	"kernel/vgt/vm%d/PORT_%c"

/**
 * port_parse() - the port that a user means
 * @word: B, or PORT_B
 *
 * Return: its number, or -1.
 */
int port_parse(const char *word)
{
	if (!strncasecmp(word, "PORT_", 5))
		word += 5;
	if (!word[0] || word[1])
		return -1;
	word = strchr("AaBbCcDdEe", word[0]);
	return word ? (word[0] | 0x20) - 'a' : -1;
}

/**
 * port_exists() - does a vGPU have it?
 * @id: the vGPU's
 * @port: the port
 */
bool port_exists(int id, int port)
{
	return sysfs_exists(FOLDER, id, 'A' + port);
}

/**
 * port_connected() - is there a monitor at it?
 * @id: the vGPU's
 * @port: the port
 */
bool port_connected(int id, int port)
{
	char text[32];

	sysfs_read(text, sizeof(text), FOLDER "/connection", id, 'A' + port);
	return !strcmp(text, "connected");
}

/**
 * port_type() - of which kind is it?
 * @id: the vGPU's
 * @port: the port
 * @text: filled
 * @size: its size
 *
 * Return: the length, or a negative errno value.
 */
int port_type(int id, int port, char *text, size_t size)
{
	return sysfs_read(text, size, FOLDER "/type", id, 'A' + port);
}

/**
 * port_edid() - what its monitor tells of itself
 * @id: the vGPU's
 * @port: the port
 * @data: filled
 * @size: EDID_MAX
 *
 * Return: how many bytes, or a negative errno value.
 */
int port_edid(int id, int port, void *data, size_t size)
{
	return sysfs_read_bytes(data, size, FOLDER "/edid", id, 'A' + port);
}

/**
 * port_set_type() - of which kind it is to be
 * @id: the vGPU's
 * @port: the port
 * @type: dp, hdmi or none
 *
 * Return: 0, or a negative errno value.
 */
int port_set_type(int id, int port, const char *type)
{
	return sysfs_write(type, FOLDER "/type", id, 'A' + port);
}

/**
 * port_set_edid() - let it tell something else
 * @id: the vGPU's
 * @port: the port
 * @data: the EDID
 * @size: of it
 *
 * Return: 0, or a negative errno value.
 */
int port_set_edid(int id, int port, const void *data, size_t size)
{
	return sysfs_write_bytes(data, size, FOLDER "/edid", id, 'A' + port);
}

/**
 * port_connect() - plug a monitor in, or out
 * @id: the vGPU's
 * @port: the port
 * @connect: in
 *
 * Return: 0, or a negative errno value.
 */
int port_connect(int id, int port, bool connect)
{
	return sysfs_write(connect ? "connect" : "disconnect", FOLDER "/connection",
			   id, 'A' + port);
}
