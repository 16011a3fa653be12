/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The virtual ports of a vGPU. Number 0 is port A.
 */
#ifndef VGTCTL_PORT_H
#define VGTCTL_PORT_H

#include <stdbool.h>
#include <stddef.h>

#define PORTS		5
/* Maximum size of an EDID: a block of 128 bytes with up to three extensions. */
#define EDID_MAX	512

int port_parse(const char *word);
bool port_exists(int id, int port);
int port_connection(int id, int port, char *text, size_t size);
bool port_connected(int id, int port);
int port_type(int id, int port, char *text, size_t size);
int port_edid(int id, int port, void *data, size_t size);
int port_set_type(int id, int port, const char *type);
int port_set_edid(int id, int port, const void *data, size_t size);
int port_connect(int id, int port, bool connect);

#endif
