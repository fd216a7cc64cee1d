// Uploading a file, with its progress: XMLHttpRequest, because fetch does not tell how far an upload is.

import { ApiError, problemFrom } from "./api.js";

/** Uploads a file to a chat; gives `{done, cancel}`, where `done` is a promise of the attachment. */
export function upload({ server, token, chat, file, onProgress }) {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    request.open("POST", `${server}/v1/visitor/chats/${chat}/attachments`);
    request.setRequestHeader("authorization", `Bearer ${token}`);
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.setRequestHeader("x-file-name", encodeURIComponent(file.name || "file"));
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status < 200 || request.status > 299) {
        reject(new ApiError(problemFrom(request.status, request.responseText)));
        return;
      }
      try {
        resolve(JSON.parse(request.responseText));
      } catch {
        reject(new ApiError({ code: "other", status: request.status, retryable: true }));
      }
    };
    request.onerror = () => reject(new ApiError({ code: "network", retryable: true }));
    request.onabort = () => reject(new ApiError({ code: "cancelled" }));
    request.send(file);
  });
  return { done, cancel: () => request.abort() };
}
