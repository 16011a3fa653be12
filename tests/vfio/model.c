// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "model.h"
#include "test.h"

#define SOCKET	"VGT_MODEL_CONTROL"

static FILE *model_open(void)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	const char *path = getenv(SOCKET);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (!path)
		test_skip("the GPU is no model: " SOCKET " is not set");
	CHECK(fd >= 0 && strlen(path) < sizeof(addr.sun_path), "no socket for %s", path);
	strcpy(addr.sun_path, path);
	CHECK(!connect(fd, (struct sockaddr *)&addr, sizeof(addr)), "%s: %s", path,
	      strerror(errno));
	return fdopen(fd, "r+");
}

/* Until the end of its answer. */
static void hear(FILE *f, void (*take)(const char *line, void *data), void *data)
{
	char line[256];

	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = 0;
		if (!strcmp(line, "ok"))
			return;
		CHECK(strncmp(line, "error", 5), "the model says: %s", line);
		if (take)
			take(line, data);
	}
	test_die("the model does not answer");
}

void model_tell(const char *format, ...)
{
	FILE *f = model_open();
	va_list args;

	va_start(args, format);
	vfprintf(f, format, args);
	va_end(args);
	fputc('\n', f);
	fflush(f);
	hear(f, NULL, NULL);
	fclose(f);
}

void model_ask(const char *question, void (*take)(const char *line, void *data), void *data)
{
	FILE *f = model_open();

	fprintf(f, "%s\n", question);
	fflush(f);
	hear(f, take, data);
	fclose(f);
}
