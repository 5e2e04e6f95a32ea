# AdVision's images. Targets: web (also migrations and the schedule), worker, proxy (nginx with the built files).
#   docker build --target web -t advision-web .
#   docker build --target worker --build-arg WITH_ML=1 --build-arg TORCH_INDEX_URL=... -t advision-worker .
# WITH_ML=1 adds PyTorch and the analyzers' libraries; TORCH_INDEX_URL is the address of PyTorch's CPU wheels, without
# which the GPU build and several gigabytes of its libraries come along.

ARG PYTHON_IMAGE=python:3.11-slim-bookworm
ARG PROXY_IMAGE=debian:bookworm-slim

FROM ${PYTHON_IMAGE} AS base
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PATH=/opt/venv/bin:$PATH
RUN useradd --system --uid 10001 --home-dir /var/lib/advision --create-home --shell /usr/sbin/nologin advision \
    && chmod 700 /var/lib/advision

# Packages are built here, so that pip and its cache stay out of the final images.
FROM base AS web-packages
RUN python -m venv /opt/venv
COPY requirements/web.txt /tmp/requirements/
RUN pip install --no-cache-dir --disable-pip-version-check -r /tmp/requirements/web.txt \
    && python -m compileall -q /opt/venv

FROM web-packages AS worker-packages
ARG WITH_ML=""
ARG TORCH_INDEX_URL=""
COPY requirements/worker.txt requirements/ml.txt /tmp/requirements/
RUN pip install --no-cache-dir --disable-pip-version-check -r /tmp/requirements/worker.txt \
    && if [ -n "$WITH_ML" ]; then \
        pip install --no-cache-dir --disable-pip-version-check \
            ${TORCH_INDEX_URL:+--extra-index-url "$TORCH_INDEX_URL"} -r /tmp/requirements/ml.txt; \
    fi \
    && python -m compileall -q /opt/venv

FROM web-packages AS static
WORKDIR /app
COPY assets assets
COPY auth/__init__.py auth/bundles.py auth/
COPY scripts/prebuild_assets.py scripts/prebuild_assets.py
RUN python scripts/prebuild_assets.py /srv/static

# The code belongs to root, so that the running user cannot change it; it writes under ADVISION_HOME and /tmp only.
FROM base AS application
WORKDIR /app
COPY . .
ENV ADVISION_HOME=/var/lib/advision \
    ADVISION_ENV=production \
    PORT=8050
USER advision
VOLUME /var/lib/advision
STOPSIGNAL SIGTERM

FROM application AS web
COPY --from=web-packages /opt/venv /opt/venv
# The counts of one container's processes; the volume may be shared by several containers.
RUN mkdir /tmp/advision-metrics
ENV GUNICORN_CMD_ARGS="--bind 0.0.0.0:8050" \
    PROMETHEUS_MULTIPROC_DIR=/tmp/advision-metrics
EXPOSE 8050
HEALTHCHECK --interval=10s --timeout=5s --start-period=40s --retries=6 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8050/healthz', timeout=4)"]
CMD ["gunicorn", "-c", "gunicorn.conf.py", "app:server"]

FROM application AS worker
COPY --from=worker-packages /opt/venv /opt/venv
HEALTHCHECK --interval=60s --timeout=30s --start-period=40s --retries=3 \
    CMD ["sh", "-c", "python -m celery -A tasks.app:celery inspect ping -d celery@$(hostname) -t 20"]
CMD ["python", "-m", "celery", "-A", "tasks.app:celery", "worker", "-P", "prefork", "--concurrency", "2", "-l", "INFO"]

FROM ${PROXY_IMAGE} AS proxy
RUN apt-get update \
    && apt-get install -y --no-install-recommends nginx libnginx-mod-http-brotli-static gettext-base curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --shell /usr/sbin/nologin advision \
    && install -d -o advision /run/advision-nginx \
    && ln -s /dev/stdout /run/advision-nginx/access.log
COPY deploy/nginx /opt/advision-nginx
COPY --from=static /srv/static /srv/static
USER advision
EXPOSE 8080 8443
HEALTHCHECK --interval=10s --timeout=5s --retries=6 CMD ["curl", "-ksf", "https://127.0.0.1:8443/healthz"]
STOPSIGNAL SIGQUIT
CMD ["/opt/advision-nginx/render.sh"]
