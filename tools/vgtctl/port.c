// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read and write /sys/kernel/vgt/vmN/PORT_x.
 */
#include <string.h>
#include <strings.h>

#include "../common/sysfs.h"
#include "port.h"

#define FOLDER	"kernel/vgt/vm%d/PORT_%c"

/**
 * port_parse() - parse a port's name
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
 * port_exists() - whether a vGPU has a port
 * @id: the vGPU's id
 * @port: the port
 *
 * Return: true if it has.
 */
bool port_exists(int id, int port)
{
	return sysfs_exists(FOLDER, id, 'A' + port);
}

/**
 * port_connection() - read whether a monitor is connected to a port
 * @id: the vGPU's id
 * @port: the port
 * @text: filled: connected or disconnected
 * @size: size of @text
 *
 * Return: the length, or a negative errno value.
 */
int port_connection(int id, int port, char *text, size_t size)
{
	return sysfs_read(text, size, FOLDER "/connection", id, 'A' + port);
}

/**
 * port_connected() - whether a monitor is connected to a port
 * @id: the vGPU's id
 * @port: the port
 *
 * Return: true if one is.
 */
bool port_connected(int id, int port)
{
	char text[32];

	port_connection(id, port, text, sizeof(text));
	return !strcmp(text, "connected");
}

/**
 * port_type() - read a port's type
 * @id: the vGPU's id
 * @port: the port
 * @text: filled
 * @size: size of @text
 *
 * Return: the length, or a negative errno value.
 */
int port_type(int id, int port, char *text, size_t size)
{
	return sysfs_read(text, size, FOLDER "/type", id, 'A' + port);
}

/**
 * port_edid() - read the EDID of a port
 * @id: the vGPU's id
 * @port: the port
 * @data: filled
 * @size: EDID_MAX
 *
 * Return: the number of bytes, or a negative errno value.
 */
int port_edid(int id, int port, void *data, size_t size)
{
	return sysfs_read_bytes(data, size, FOLDER "/edid", id, 'A' + port);
}

/**
 * port_set_type() - set a port's type
 * @id: the vGPU's id
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
 * port_set_edid() - set the EDID of a port
 * @id: the vGPU's id
 * @port: the port
 * @data: the EDID
 * @size: its size in bytes
 *
 * Return: 0, or a negative errno value.
 */
int port_set_edid(int id, int port, const void *data, size_t size)
{
	return sysfs_write_bytes(data, size, FOLDER "/edid", id, 'A' + port);
}

/**
 * port_connect() - connect or disconnect a port's monitor
 * @id: the vGPU's id
 * @port: the port
 * @connect: true to connect
 *
 * Return: 0, or a negative errno value.
 */
int port_connect(int id, int port, bool connect)
{
	return sysfs_write(connect ? "connect" : "disconnect", FOLDER "/connection",
			   id, 'A' + port);
}
