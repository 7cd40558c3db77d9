# The service as an image: nothing in it but Python and a virtual environment of pinned, hash-checked packages.
# Plain Dockerfile syntax: builds with BuildKit and without.

FROM python:3.13-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore
WORKDIR /src

# The packages first: this layer is built anew only when the lock changes. What compiles stays in this stage.
COPY requirements/compile.txt requirements/runtime.txt requirements/
RUN python -m venv --without-pip /opt/incident-stream \
 && pip --python /opt/incident-stream install --no-compile --require-hashes -r requirements/runtime.txt \
 && pip install --require-hashes -r requirements/compile.txt

COPY pyproject.toml README.md LICENSE ./
COPY deploy/compile.py deploy/mypyc.ini deploy/
COPY schemas schemas
COPY service service
# A given SOURCE_DATE_EPOCH dates the files in the wheel; without it hatchling takes a fixed date of its own.
ARG SOURCE_DATE_EPOCH
# Bytecode is compiled here because the file system is read-only later; by hash and not by date, so that it is the same
# in every build, and unchecked, because nothing in the image changes. Pip would compile by date (--no-compile; as an
# environment variable it means the opposite).
RUN python deploy/compile.py /wheels \
 && pip --python /opt/incident-stream install --no-compile --no-index --no-deps /wheels/*.whl \
 && python -m compileall -q -f -j 0 --invalidation-mode unchecked-hash /opt/incident-stream/lib


FROM python:3.13-slim-bookworm

ARG VERSION=unreleased
ARG REVISION=unknown
LABEL org.opencontainers.image.title="incident-stream" \
      org.opencontainers.image.description="Reads reports of attacks on cities from Kafka and publishes typed incidents and per-city totals." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="python:3.13-slim-bookworm" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

COPY --from=build /opt/incident-stream /opt/incident-stream

# The one place for temporary files that is writable in a container with a read-only root and no mounts.
ENV PATH=/opt/incident-stream/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TMPDIR=/dev/shm \
    APP_COMMIT=${REVISION} \
    INCIDENT_STREAM_HTTP__HOST=0.0.0.0
WORKDIR /
# A number, so that Kubernetes can see that it is not root; any other number works as well.
USER 10001:10001
EXPOSE 9464
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ.get('INCIDENT_STREAM_HTTP__PORT', '9464') + '/health/live', timeout=4)"]
ENTRYPOINT ["incident-stream"]
CMD ["worker"]
