import{a as o}from"./chunk-WJ3AOXVK.js";import"./chunk-DDONJOEV.js";import"./chunk-ADWM6SNY.js";import"./core.js";var e=o,p=4;export{p as indent,e as language};
