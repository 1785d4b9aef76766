# Digit Lab for strangers: stricter limits, headers, a discreet log. docs/hosting.md tells how it is
# used behind a proxy. Build: make container

FROM python:3.13-slim AS wheel
WORKDIR /source
COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /dist .

FROM python:3.13-slim
# The build of PyTorch without CUDA: a tenth of the size.
COPY --from=wheel /source/requirements.txt /source/requirements.txt
COPY --from=wheel /source/dashboard/requirements.txt /source/dashboard/requirements.txt
RUN pip install --no-cache-dir --requirement /source/dashboard/requirements.txt
COPY --from=wheel /dist /dist
RUN pip install --no-cache-dir --no-deps /dist/*.whl

# Images and runs; a volume keeps them when the container is replaced.
ENV DIGIT_LAB_DATA=/lab/data
ENV DIGIT_LAB_RUNS=/lab/runs
# With STREAMLIT_SERVER_BASE_URL_PATH the pages lie below a path of a proxy.
ENV STREAMLIT_SERVER_PORT=8501
RUN useradd --uid 10001 --home-dir /lab --create-home lab
USER 10001
WORKDIR /lab
VOLUME /lab

EXPOSE 8501
# Loading PyTorch takes seconds; a page that computes answers late and is not ill.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["digit-lab", "--is-well"]
ENTRYPOINT ["digit-lab", "--hosted", "--address", "0.0.0.0"]
