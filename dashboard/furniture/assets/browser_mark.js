// One cookie holds the marks of all workspaces that this browser has been in, the newest first. It
// goes to this site alone and is not sent when another one embeds it.
({ cookie, mark, separator, most, seconds, path }) => {
  const known = document.cookie.split("; ").find((one) => one.startsWith(`${cookie}=`));
  const others = (known ?? "").slice(cookie.length + 1).split(separator);
  const marks = [mark, ...others.filter((other) => other && other !== mark)].slice(0, most);
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie =
    `${cookie}=${marks.join(separator)}; Path=${path}; Max-Age=${seconds}; SameSite=Lax${secure}`;

  // The address names the workspace. No site that is linked to, or asked for a file, shall see it.
  if (!document.head.querySelector("meta[name=referrer]")) {
    const referrer = document.createElement("meta");
    referrer.name = "referrer";
    referrer.content = "same-origin";
    document.head.append(referrer);
  }
};
