// SPDX-License-Identifier: GPL-2.0-only
/*
 * gpu-modelctl: client of gpu-model's control socket.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "control/base64.h"
#include "control/control.h"

#define SOCKET_VARIABLE	"GPU_MODEL_CONTROL"
#define LINE_MAX_BYTES	65536

static void usage(FILE *out)
{
	fputs("Usage: gpu-modelctl [--control PATH] COMMAND [ARGUMENT...]\n"
	      "       gpu-modelctl [--control PATH] screenshot PIPE FILE.png\n"
	      "Speak to a running gpu-model. PATH is a UNIX socket or a character device that\n"
	      "leads to it; by default it is taken from " SOCKET_VARIABLE ".\n"
	      "\"gpu-modelctl help\" asks the model for its commands.\n", out);
}

static int connect_socket(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd < 0 || strlen(path) >= sizeof(addr.sun_path))
		return -1;
	strncpy(addr.sun_path, path, sizeof(addr.sun_path) - 1);
	if (!connect(fd, (const struct sockaddr *)&addr, sizeof(addr)))
		return fd;
	close(fd);
	return -1;
}

/* Open a socket, or a serial port that is connected to one. */
static FILE *open_control(const char *path)
{
	int fd = connect_socket(path);

	if (fd >= 0)
		return fdopen(fd, "r+");
	return fopen(path, "r+");
}

static int send_request(FILE *f, int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		if (fprintf(f, "%s%s", i ? " " : "", argv[i]) < 0)
			return -1;
	return fputc('\n', f) == EOF || fflush(f) ? -1 : 0;
}

/* One line of the answer: text, or base64 if @binary. */
static int take_line(const char *line, bool binary, FILE *out)
{
	u8 bytes[LINE_MAX_BYTES];
	long n;

	if (!binary)
		return fprintf(out, "%s\n", line) < 0 ? -1 : 0;
	n = base64_decode(line, bytes);
	return n < 0 || fwrite(bytes, 1, (size_t)n, out) != (size_t)n ? -1 : 0;
}

static int take_answer(FILE *f, bool binary, FILE *out)
{
	static char line[LINE_MAX_BYTES];

	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\r\n")] = 0;
		if (!strcmp(line, "ok"))
			return 0;
		if (!strncmp(line, "error: ", 7)) {
			fprintf(stderr, "gpu-modelctl: %s\n", line + 7);
			return 1;
		}
		if (take_line(line, binary, out)) {
			fprintf(stderr, "gpu-modelctl: cannot write the answer\n");
			return 1;
		}
	}
	fprintf(stderr, "gpu-modelctl: the model closed the connection\n");
	return 1;
}

static int run(FILE *f, int argc, char **argv)
{
	bool picture = argc == 3 && !strcmp(argv[0], "screenshot");
	FILE *out = stdout;
	int ret;

	if (picture) {
		out = fopen(argv[2], "wb");
		if (!out) {
			fprintf(stderr, "gpu-modelctl: %s: %s\n", argv[2], strerror(errno));
			return 1;
		}
		argc = 2;
	}
	if (send_request(f, argc, argv)) {
		fprintf(stderr, "gpu-modelctl: cannot send: %s\n", strerror(errno));
		ret = 1;
	} else {
		ret = take_answer(f, picture, out);
	}
	if (picture && fclose(out))
		ret = 1;
	if (picture && ret)
		unlink(argv[2]);
	return ret;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "control", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	const char *path = getenv(SOCKET_VARIABLE);
	FILE *f;
	int opt, ret;

	while ((opt = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		if (opt == 'c') {
			path = optarg;
		} else {
			usage(opt == 'h' ? stdout : stderr);
			return opt == 'h' ? 0 : 2;
		}
	}
	if (optind == argc || !path) {
		usage(stderr);
		return 2;
	}
	f = open_control(path);
	if (!f) {
		fprintf(stderr, "gpu-modelctl: %s: %s\n", path, strerror(errno));
		return 1;
	}
	ret = run(f, argc - optind, argv + optind);
	fclose(f);
	return ret;
}
